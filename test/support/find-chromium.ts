import { spawnSync } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { isExecutable } from './is-executable.ts';

/** The same engine as the others, without windows: it takes a quarter less for what the tests do. */
const SHELL = 'chromium-headless-shell';
const names = [SHELL, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

interface Machine {
  env?: NodeJS.ProcessEnv;
  /** Whether packages may be installed. */
  root?: boolean;
  /** Where packages have their programs, `apt-get` among them. */
  programs?: string;
}

/**
 * The path of Chromium: `CHROMIUM_PATH`, or the headless shell, installed by apt where it is not there and this runs as
 * root, or any other that is there. @throws one line that says what to do where there is none.
 */
export function findChromium({
  env = process.env,
  root = process.getuid?.() === 0,
  programs = '/usr/bin',
}: Machine = {}): string {
  const chosen = env.CHROMIUM_PATH;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new Error(`CHROMIUM_PATH=${chosen} cannot be executed.`);
  }
  const folders = [programs, ...(env.PATH ?? '').split(delimiter)];
  const find = (wanted: string[]) =>
    wanted.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  const found = find([SHELL]);
  if (found) return found;
  const other = find(names);
  const apt = join(programs, 'apt-get');
  if (root && isExecutable(apt)) install(apt, env, other === undefined);
  const installed = find(names);
  if (installed) return installed;
  throw new Error('No Chromium found: install it (Debian: apt-get install chromium), or set CHROMIUM_PATH.');
}

/** Installs the headless shell; where nothing else is there, with lists of packages fetched first, or else Chromium. */
function install(apt: string, env: NodeJS.ProcessEnv, nothing: boolean): void {
  const ask = (...args: string[]) => {
    process.stderr.write(`installing Chromium for the browser tests: apt-get ${args.join(' ')}\n`);
    const options = { env: { ...env, DEBIAN_FRONTEND: 'noninteractive' } };
    return (
      spawnSync(apt, ['-qq', ...args], { ...options, stdio: ['ignore', 'ignore', 'inherit'] }).status === 0
    );
  };
  const add = (name: string, ...more: string[]) =>
    ask('install', '-y', '--no-install-recommends', ...more, name);
  // What is there does as well: nothing is removed for it, and a network that is away is not waited for.
  if (!nothing) add(SHELL, '--no-remove', '-oAcquire::Retries=0', '-oAcquire::http::Timeout=20');
  // Not every distribution has the first.
  else if (ask('update')) [SHELL, 'chromium'].some((name) => add(name, 'fonts-liberation'));
}
