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
