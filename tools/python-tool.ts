import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheRoot } from './build/plan.mjs';

const requirements = join(import.meta.dirname, 'python/requirements.txt');

function install(): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const target = join(cacheRoot(), `python-${hash}`);
  if (existsSync(join(target, 'done'))) return target;
  rmSync(target, { recursive: true, force: true });
  const steps = [
    ['python3', '-m', 'venv', target],
    [
      join(target, 'bin/pip'),
      'install',
      '--quiet',
      '--disable-pip-version-check',
      '--require-hashes',
      '-r',
      requirements,
    ],
    ['touch', join(target, 'finished')],
  ];
  for (const [program = '', ...args] of steps) {
    const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8' });
    if (error || status !== 0)
      throw new Error(
        `${program} ${args[0]} failed; it takes python3 with venv: ${error?.message ?? stderr.trim().split('\n').at(-1)}`,
      );
  }
  renameSync(join(target, 'finished'), join(target, 'done'));
  return target;
}

/** The path of a program that `tools/python/requirements.txt` pins by hash, installed into the cache of tools where it is missing. */
export const pythonTool = (name: string): string => join(install(), 'bin', name);
