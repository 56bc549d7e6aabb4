import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isAlive } from '#src/database/embedded/server-process.ts';

const PREFIX = 'tallyscope-faults-';
/** Room for a small cluster, its WAL and a run's votes. */
const DISK_MIB = 512;

/** A directory for one run; its name says whose it is. Also removes those of runs that were killed. */
export function makeScratch(): string {
  for (const name of readdirSync(tmpdir())) {
    const owner = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
    if (!Number.isNaN(owner) && !isAlive(owner)) removeScratch(join(tmpdir(), name));
  }
  const directory = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  chmodSync(directory, 0o755);
  return directory;
}

/** Makes a directory on a disk of its own that can be filled, where this process may mount one; says whether it could. */
export function makeDisk(directory: string): boolean {
  mkdirSync(directory, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m,mode=0755`, 'tallyscope', directory], {
      stdio: 'ignore',
    });
    return true;
  } catch {
    return false;
  }
}

/** Removes a directory with the disks that were made in it. */
export function removeScratch(directory: string): void {
  for (const name of readdirSync(directory)) {
    try {
      execFileSync('umount', ['-l', join(directory, name)], { stdio: 'ignore' });
    } catch {
      // No disk of its own.
    }
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
}
