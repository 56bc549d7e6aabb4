import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lockedFields, mayShowTo } from '#src/features/questions/editable.ts';

const now = new Date('2026-06-01T12:00:00Z');
const past = new Date('2026-05-01T12:00:00Z');
const future = new Date('2026-07-01T12:00:00Z');

test('a draft is free, a published question keeps what a vote means, a closed one its end', () => {
  assert.deepEqual(lockedFields({ state: 'draft', opensAt: null, closesAt: past }, now), []);
  const scheduled = lockedFields({ state: 'open', opensAt: future, closesAt: null }, now);
  const open = lockedFields({ state: 'open', opensAt: past, closesAt: future }, now);
  const closed = lockedFields({ state: 'open', opensAt: past, closesAt: past }, now);
  assert.deepEqual(scheduled, open);
  for (const field of ['text', 'kind', 'choices', 'minChoices', 'maxChoices', 'policy', 'secret', 'opensAt'])
    assert.ok((open as string[]).includes(field), field);
  for (const field of ['closesAt', 'timeZone'] as const) {
    assert.ok(!open.includes(field), field);
    assert.ok(closed.includes(field), field);
  }
  for (const field of ['description', 'results'] as const) assert.ok(!closed.includes(field), field);
});

test('after the first vote the results are shown to more people, never to fewer', () => {
  assert.equal(mayShowTo('always', 'organisers', 0), true);
  assert.equal(mayShowTo('always', 'organisers', 1), false);
  assert.equal(mayShowTo('voted', 'closed', 1), false);
  assert.equal(mayShowTo('closed', 'voted', 1), true);
  assert.equal(mayShowTo('organisers', 'always', 1), true);
  assert.equal(mayShowTo('closed', 'closed', 1), true);
});
