import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../tools/stack/config-dir.ts';

/** Whether this is a clone, and not an archive of its files. */
export const isClone = existsSync(join(PROJECT, '.git'));

/** What git prints about this clone, also where that belongs to somebody else, such as one mounted into a container. */
export const git = (...args: string[]): Buffer =>
  execFileSync('git', ['-c', 'safe.directory=*', ...args], { cwd: PROJECT, maxBuffer: 64 * 1024 * 1024 });
