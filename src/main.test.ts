import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

test('a command that is done ends, whatever connection is left', () => {
  const left = 'data:text/javascript,setInterval(() => {}, 60_000)';
  const program = ['--import', left, join(import.meta.dirname, 'main.ts'), 'rank'];
  const env = { ...process.env, DATABASE_URL: 'postgres://127.0.0.1:9/none' };
  const { status, signal } = spawnSync(process.execPath, program, { env, timeout: 30_000 });
  assert.deepEqual([status, signal], [1, null]);
});

test('a standard error that takes nothing, as on a full disk, is no error of its own', (t) => {
  const full = openSync('/dev/full', 'w');
  t.after(() => closeSync(full));
  const telling = `data:text/javascript,process.on('uncaughtExceptionMonitor', ({ code }) => console.log(code))`;
  const program = ['--import', telling, join(import.meta.dirname, 'main.ts'), 'rank'];
  const env = { ...process.env, DATABASE_URL: 'postgres://127.0.0.1:9/none' };
  const { status, stdout } = spawnSync(process.execPath, program, {
    env,
    stdio: ['ignore', 'pipe', full],
    timeout: 30_000,
  });
  assert.deepEqual([status, String(stdout)], [1, '']);
});

for (const [typed, said] of [
  ['serv', "unknown command 'serv' (Did you mean serve?)"],
  ['rank --often', "unknown option '--often'"],
  ['user add', "missing required argument 'name'"],
] as const)
  test(`"${typed}" is answered with a line that begins as all others`, () => {
    const program = [join(import.meta.dirname, 'main.ts'), ...typed.split(' ')];
    const { status, stderr } = spawnSync(process.execPath, program, { encoding: 'utf8', timeout: 30_000 });
    assert.deepEqual([status, stderr], [1, `tallyscope: ${said}\n`]);
  });
