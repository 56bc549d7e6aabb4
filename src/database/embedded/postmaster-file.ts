import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a running server writes about itself into its data directory. */
export interface PostmasterFile {
  pid: number;
  socketDirectory: string;
  ready: boolean;
}

/** The path of the file that also serves PostgreSQL as its lock. */
export function postmasterFilePath(dataDirectory: string): string {
  return join(dataDirectory, 'postmaster.pid');
}

/**
 * Reads `postmaster.pid`; undefined where there is none or it is still being written.
 * Its lines are fixed by PostgreSQL's `src/include/utils/pidfile.h`.
 */
export async function readPostmasterFile(dataDirectory: string): Promise<PostmasterFile | undefined> {
  let text: string;
  try {
    text = await readFile(postmasterFilePath(dataDirectory), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const socketDirectory = lines[4];
  if (!Number.isInteger(pid) || pid <= 0 || !socketDirectory) return undefined;
  return { pid, socketDirectory, ready: lines[7]?.trim() === 'ready' };
}
