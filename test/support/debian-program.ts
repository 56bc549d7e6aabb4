import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const folders = ['/usr/sbin', '/usr/bin', '/usr/local/bin', ...(process.env.PATH ?? '').split(delimiter)];
const find = (names: readonly string[]) =>
  folders.flatMap((folder) => names.map((name) => join(folder, name))).find((file) => existsSync(file));

/**
 * The path of a program under any of its names, installed from Debian's package of the first where there is none yet and
 * this runs as root, or may by sudo. @throws one line that says what to install.
 */
export function debianProgram(names: readonly [string, ...string[]], packageName = names[0]): string {
  const found = find(names);
  if (found) return found;
  process.stderr.write(`installing ${packageName} for the tests\n`);
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  // Run level 1 keeps the package from starting its own service.
  const apt = ['env', 'RUNLEVEL=1', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  const install = ['install', '-y', '--no-install-recommends', packageName];
  for (const step of [['update'], install]) {
    const [command = '', ...args] = [...sudo, ...apt, ...step];
    spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const installed = find(names);
  if (!installed) throw new Error(`${names.join(' or ')} is not there: install the package ${packageName}`);
  return installed;
}
