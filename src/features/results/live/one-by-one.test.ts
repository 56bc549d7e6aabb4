import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { OneByOne } from './one-by-one.ts';

test('tasks run in their order, never two at once, and rest three times as long as they took', async () => {
  const turns = new OneByOne();
  const spans: [start: number, end: number][] = [];
  const task = async () => {
    const start = performance.now();
    await sleep(20);
    spans.push([start, performance.now()]);
    return spans.length;
  };
  assert.deepEqual(await Promise.all([turns.run(task), turns.run(task), turns.run(task)]), [1, 2, 3]);
  for (const [index, [start]] of spans.entries()) {
    const [before, end] = spans[index - 1] ?? [0, 0];
    if (index > 0) assert.ok(start - end >= 3 * (end - before) - 2, `${spans}`);
  }
});

test('a task that fails is no hindrance to the next', async () => {
  const turns = new OneByOne();
  const failing = turns.run(() => Promise.reject(new Error('away')));
  const next = turns.run(async () => 'done');
  await assert.rejects(failing, /away/);
  assert.equal(await next, 'done');
});
