import { readlinkSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, isServer } from '#src/database/embedded/server-process.ts';

const memory = '/dev/shm';
const roomBytes = 2 * 1024 ** 3;
const prefix = `tallyscope-test-${processNumbers()}-`;
const END_MS = 5000;

/**
 * Makes a directory for a test's database or S3 server: in memory where there is enough (containers often have too little), because
 * a database is copied there in 10 ms, and in 170 ms on a slow disk; or on `disk`, for what measures. Its name says which
 * process it is for.
 */
export async function makeScratchDirectory({ disk = false } = {}): Promise<string> {
  const none = { bavail: 0, bsize: 0 };
  const { bavail, bsize } = disk ? none : await statfs(memory).catch(() => none);
  return mkdtemp(join(bavail * bsize > roomBytes ? memory : tmpdir(), `${prefix}${process.pid}-`));
}

/**
 * Which numbering of processes this one belongs to: in another container that has the same directory, a number that
 * nobody has here may be a process that works.
 */
function processNumbers(): string {
  try {
    return Number(/\d+/.exec(readlinkSync('/proc/self/ns/pid'))).toString(36);
  } catch {
    return 'all';
  }
}

/** Removes the directories of processes that were killed, and ends the servers that still run in them. */
export async function removeDeadScratch(): Promise<void> {
  for (const parent of new Set([memory, tmpdir()])) {
    for (const name of await readdir(parent).catch(() => [])) {
      const owner = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1] ?? Number.NaN);
      if (Number.isNaN(owner) || isAlive(owner)) continue;
      await endServers(join(parent, name));
      await rm(join(parent, name), { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function endServers(directory: string): Promise<void> {
  const files = await readdir(directory, { recursive: true }).catch(() => []);
  for (const file of files.filter((path) => path.endsWith('postmaster.pid'))) {
    const data = join(directory, file, '..');
    const pid = Number.parseInt(await readFile(join(directory, file), 'utf8').catch(() => ''), 10);
    if (!(pid > 0 && isServer(pid, data))) continue;
    try {
      // An immediate shutdown: nobody will want what is in it.
      process.kill(pid, 'SIGQUIT');
    } catch {
      // It ended by itself, or is somebody else's.
    }
    for (const deadline = Date.now() + END_MS; isAlive(pid) && Date.now() < deadline; ) await sleep(50);
  }
}
