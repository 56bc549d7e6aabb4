import { existsSync } from 'node:fs';
import { run } from '../containers/run.ts';

const PROGRAM = '/usr/bin/cloud-init';

/** The path of Debian's cloud-init, whose schema is what machines start with; installed where it is missing. @throws where it may not. */
export function installCloudInit(): string {
  if (existsSync(PROGRAM)) return PROGRAM;
  if (process.getuid?.() !== 0) throw new Error('cloud-init is not installed: apt-get install cloud-init');
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'cloud-init'], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  return PROGRAM;
}
