import assert from 'node:assert/strict';
import { test } from 'node:test';
import { resultsAudiences } from '#src/database/models/question.ts';
import { anybody, maySeeResults } from './may-see-results.ts';

const now = new Date('2026-11-21T12:00:00Z');
const open = { state: 'open', opensAt: new Date('2026-11-21T10:00:00Z'), closesAt: null } as const;
const closed = { ...open, state: 'closed' } as const;
const voter = { manages: false, voted: true };
const seenBy = (times: typeof open | typeof closed, reader: typeof anybody) =>
  resultsAudiences.filter((results) => maySeeResults({ ...times, results }, reader, now));

test('each audience sees the tally when its turn has come', () => {
  assert.deepEqual(seenBy(open, anybody), ['always']);
  assert.deepEqual(seenBy(open, voter), ['always', 'voted']);
  assert.deepEqual(seenBy(closed, anybody), ['always', 'voted', 'closed']);
  assert.deepEqual(seenBy(closed, voter), ['always', 'voted', 'closed']);
});

test('who manages the question sees every tally', () => {
  assert.deepEqual(seenBy(open, { manages: true, voted: false }), [...resultsAudiences]);
});

test('a question closes for readers at the moment it closes for voters', () => {
  const question = { ...open, results: 'closed', closesAt: now } as const;
  assert.equal(maySeeResults(question, anybody, new Date(now.getTime() - 1)), false);
  assert.equal(maySeeResults(question, anybody, now), true);
});
