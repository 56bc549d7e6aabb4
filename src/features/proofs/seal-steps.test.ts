import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gapOf, passPause, stepPause, takeStep } from '#src/features/proofs/seal-steps.ts';

const due = (...ballots: number[]) => ballots.map((count, index) => ({ id: index + 1, ballots: count }));
const idsOf = (step: { id: number }[]) => step.map(({ id }) => id);

test('a step takes questions in their order until it is full, a log costing as much as eight ballots', () => {
  const waiting = due(30, 54, 1, 500, 3);
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [1, 2]);
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [3]);
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [4], 'one that fills more than a step goes alone');
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [5]);
  assert.deepEqual(takeStep(waiting, 100), []);
});

test('steps are spread over the time until the next pass, as many as the ballots and logs fill', () => {
  const pace = { every: 1000, most: 100 };
  assert.equal(gapOf([], pace), 1000);
  assert.equal(gapOf(due(92), pace), 1000);
  assert.equal(gapOf(due(93), pace), 500);
  assert.equal(gapOf(due(42, 42, 42), pace), 500);
});

test('a pause lasts until the next step is due, at least as long as the step took and at most until the next pass', () => {
  const pause = (took: number) => stepPause({ began: 7000, now: 7000 + took }, 100, { every: 1000, most: 1 });
  assert.deepEqual([0, 30, 50, 80, 1500].map(pause), [100, 70, 50, 80, 1000]);
});

test('a pass begins a fixed time behind the one before, or at once where that took longer', () => {
  const pause = (took: number) => passPause(took, { every: 1000, most: 1 });
  assert.deepEqual([0, 400, 1000, 1500].map(pause), [1000, 600, 0, 0]);
});
