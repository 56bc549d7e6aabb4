import { createHash } from 'node:crypto';
import { chown, lstat, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeDirectory } from '#src/config/make-directory.ts';
import { EmbeddedError } from './embedded-error.ts';
import type { RunAs } from './run-as.ts';

// sun_path holds 104 bytes on macOS and 108 on Linux, with the closing zero.
const longestSocketPath = 103;

/** The socket a server opens in a directory. */
export function socketPath(directory: string): string {
  return join(directory, '.s.PGSQL.5432');
}

/** Where the server's socket goes: beside its data, or under a temporary directory where that path cannot be used. */
export function chooseSocketDirectory(root: string): string {
  const name = `tallyscope-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
  return [root, join(tmpdir(), name)].find(isUsable) ?? join('/tmp', name);
}

// libpq reads a comma as the start of another host.
const isUsable = (directory: string) =>
  Buffer.byteLength(socketPath(directory)) <= longestSocketPath && !directory.includes(',');

/** Makes sure the directory exists and nobody else can have put anything there. */
export async function secureSocketDirectory(directory: string, { uid, gid }: RunAs): Promise<void> {
  const owner = uid ?? process.getuid?.();
  await makeDirectory(dirname(directory));
  const made = await mkdir(directory, { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== 'EEXIST' && Promise.reject(error),
  );
  if (made && uid !== undefined && gid !== undefined) await chown(directory, uid, gid);
  const found = await lstat(directory);
  if (!found.isDirectory() || found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw new EmbeddedError(
      `${directory} should be a directory of uid ${owner} alone: remove it, or set TMPDIR`,
    );
  }
}
