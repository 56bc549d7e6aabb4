import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepsOf, takeStep } from '#src/features/proofs/seal-steps.ts';

const due = (...ballots: number[]) => ballots.map((count, index) => ({ id: index + 1, ballots: count }));
const idsOf = (step: { id: number }[]) => step.map(({ id }) => id);

test('a step takes questions in their order until it is full, a log costing as much as eight ballots', () => {
  const waiting = due(30, 46, 1, 500, 3);
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [1, 2]);
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [3]);
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [4], 'one that fills more than a step goes alone');
  assert.deepEqual(idsOf(takeStep(waiting, 100)), [5]);
  assert.deepEqual(takeStep(waiting, 100), []);
});

test('steps are as many as the ballots and logs fill', () => {
  assert.equal(stepsOf([], 100), 1);
  assert.equal(stepsOf(due(92), 100), 1);
  assert.equal(stepsOf(due(93), 100), 2);
  assert.equal(stepsOf(due(42, 42, 42), 100), 2);
});
