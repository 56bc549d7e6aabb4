import { readFileSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { postmasterFilePath } from './postmaster-file.ts';
import { socketPath } from './socket-directory.ts';

/** Whether a process of this id runs, whoever owns it. One that ended and was not yet reaped does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  return !/\) Z/.test(readProcess(pid, 'stat') ?? '');
}

/** Whether the process runs and is a server on this data directory. Without /proc any running process counts. */
export function isServer(pid: number, dataDirectory: string): boolean {
  return isAlive(pid) && (readProcess(pid, 'cmdline') ?? dataDirectory).includes(dataDirectory);
}

/**
 * Removes lock files whose process number is not a server's any more: it may belong to another program, as when a
 * container is killed and its successor hands out the same numbers, or to a process nobody reaps. PostgreSQL takes
 * either for a living server and refuses to start.
 */
export async function clearStaleLocks(dataDirectory: string, socketDirectory: string): Promise<void> {
  for (const path of [postmasterFilePath(dataDirectory), `${socketPath(socketDirectory)}.lock`]) {
    const pid = Number.parseInt(await readFile(path, 'utf8').catch(() => ''), 10);
    if (pid > 0 && !isServer(pid, dataDirectory)) await rm(path, { force: true });
  }
}

function readProcess(pid: number, name: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
