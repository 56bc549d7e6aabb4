import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where style sheets, modules and pictures of pages are. */
export const STATIC_FILES = join(import.meta.dirname, 'static');

/** What stands for the names and contents of all files in a directory. */
export function stampOf(directory: string): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(directory).sort())
    hash
      .update(`${name}\0`)
      .update(readFileSync(join(directory, name)))
      .update('\0');
  return hash.digest('base64url').slice(0, 12);
}

let stamp: string | undefined;

/** That of the files of this release. They are read for the first page, not for the start. */
export function staticStamp(): string {
  stamp ??= stampOf(STATIC_FILES);
  return stamp;
}

/**
 * Address of a file: another one in each release that has another file, so that no page gets what a browser has kept of the
 * release before. The stamp is a folder, as modules import each other by relative names.
 */
export const staticPath = (file: string): string => `/static/${staticStamp()}/${file}`;
