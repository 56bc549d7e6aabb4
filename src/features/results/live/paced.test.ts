import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Paced } from './paced.ts';

test('a task runs at once, then at its pace, and once more for what was asked meanwhile', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  const pass = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 1) {
      now += 1;
      t.mock.timers.tick(1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const runs: number[] = [];
  let running = 0;
  const paced = new Paced(100, async () => {
    assert.equal(running, 0, 'never twice at once');
    running += 1;
    runs.push(now);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
  });
  t.after(() => paced.stop());
  while (now < 550) {
    paced.ask();
    await pass(2);
  }
  await pass(1000);
  assert.deepEqual(runs, [1, 101, 201, 301, 401, 501, 601], 'and nothing runs unasked');
});

test('a slow task rests longer than it took', async (t) => {
  const runs: number[] = [];
  const paced = new Paced(1, async () => {
    runs.push(performance.now());
    await sleep(60);
  });
  t.after(() => paced.stop());
  paced.ask();
  await sleep(30);
  paced.ask();
  while (runs.length < 2) await sleep(10);
  assert.ok((runs[1] ?? 0) - (runs[0] ?? 0) >= 235, `${runs}`);
});

test('a task that waited for a database that was away does not rest for minutes', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  let now = 0;
  t.mock.method(performance, 'now', () => now);
  let runs = 0;
  const paced = new Paced(500, async () => {
    runs += 1;
    now += 15_000;
    if (runs === 1) throw new Error('away');
  });
  t.after(() => paced.stop());
  paced.ask();
  t.mock.timers.tick(0);
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(4999);
  assert.equal(runs, 1);
  t.mock.timers.tick(1);
  assert.equal(runs, 2);
});

test('a task that fails is tried again, and not after it was stopped', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance, 'now', () => 0);
  let runs = 0;
  const paced = new Paced(1, async () => {
    runs += 1;
    if (runs === 1) throw new Error('away');
  });
  paced.ask();
  t.mock.timers.tick(0);
  await new Promise((resolve) => setImmediate(resolve));
  t.mock.timers.tick(999);
  assert.equal(runs, 1, 'not at once');
  t.mock.timers.tick(1);
  assert.equal(runs, 2);
  await new Promise((resolve) => setImmediate(resolve));
  paced.stop();
  paced.ask();
  t.mock.timers.tick(60_000);
  assert.equal(runs, 2);
});
