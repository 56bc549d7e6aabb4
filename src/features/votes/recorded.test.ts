import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outcomesOf } from '#src/features/votes/recorded.ts';

const votes = Array.from({ length: 12 }, (_, index) => ({
  ballotId: `ballot ${index + 1}`,
  questionId: 1,
  choices: [1],
  voter: null,
}));

describe('what was recorded of a batch', () => {
  it('is told by the places of its votes, also of those after the ninth', () => {
    assert.deepEqual(Object.fromEntries(outcomesOf(votes, { counted: '2,10,12', changed: '12' })), {
      'ballot 2': 'counted',
      'ballot 10': 'counted',
      'ballot 12': 'changed',
    });
  });

  it('is nothing where there are no places', () => {
    assert.deepEqual(outcomesOf(votes, { counted: '', changed: '' }), new Map());
  });
});
