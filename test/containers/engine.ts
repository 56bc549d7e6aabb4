import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.ts';

const answers = () => spawnSync('docker', ['info'], { stdio: 'ignore' }).status === 0;

/** Makes sure that a Docker engine answers: the one that runs, or else Debian's, installed and started as root. */
export async function ensureEngine(): Promise<void> {
  if (answers()) return;
  if (process.getuid?.() !== 0) throw new Error('no Docker engine answers: start one, or run this as root');
  if (spawnSync('dockerd', ['--version']).error) {
    run('apt-get', ['update', '-qq']);
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'docker.io', 'iptables'], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  mkdirSync('/var/log', { recursive: true });
  const log = openSync('/var/log/dockerd.log', 'a');
  spawn('dockerd', [], { detached: true, stdio: ['ignore', log, log] }).unref();
  for (let tries = 0; tries < 60; tries += 1) {
    if (answers()) return;
    await sleep(500);
  }
  throw new Error('the Docker engine did not start: see /var/log/dockerd.log');
}
