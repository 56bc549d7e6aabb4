import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Clock } from './clock.ts';

const directory = mkdtempSync(join(tmpdir(), 'tallyscope-clock-'));
const clock = Clock.find(directory);

test('a process knows of a jump when it is made', {
  skip: !clock && 'libfaketime is not installed',
}, async (t) => {
  t.after(() => rmSync(directory, { recursive: true }));
  assert.ok(clock);
  const program = spawn('perl', ['-e', '$| = 1; print time, "\\n" while <STDIN>'], {
    env: { PATH: process.env.PATH, ...clock.env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => program.kill());
  const answers = createInterface(program.stdout)[Symbol.asyncIterator]();
  const secondsWrong = async () => {
    program.stdin.write('\n');
    return Math.round(Number((await answers.next()).value) - Date.now() / 1000);
  };
  assert.ok(Math.abs(await secondsWrong()) < 60);
  // It looks again just after the second has begun: so it would be told as late as can be.
  await sleep(3010 - (Date.now() % 1000));
  await secondsWrong();
  const { ino } = statSync(join(directory, 'clock'));
  await clock.set(3600);
  assert.notEqual(
    statSync(join(directory, 'clock')).ino,
    ino,
    'the file was written over, and empty for a moment',
  );
  const wrong = await secondsWrong();
  assert.ok(Math.abs(wrong - 3600) < 60, `${wrong} s wrong`);
});
