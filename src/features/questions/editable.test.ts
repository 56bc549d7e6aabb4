import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isCorrectable, lockedFields, mayShowTo } from '#src/features/questions/editable.ts';

const now = new Date('2026-06-01T12:00:00Z');
const past = new Date('2026-05-01T12:00:00Z');
const future = new Date('2026-07-01T12:00:00Z');

const voted = { votes: 1, signed: false };
const untouched = { votes: 0, signed: false };

test('before the first vote only the opening stays once it has come', () => {
  assert.deepEqual(lockedFields({ state: 'open', opensAt: future, closesAt: null }, untouched, now), []);
  const open = { state: 'open', opensAt: past, closesAt: future } as const;
  assert.deepEqual(lockedFields(open, untouched, now), ['opensAt']);
  const signed = { votes: 0, signed: true };
  assert.deepEqual(lockedFields(open, signed, now), lockedFields(open, voted, now));
  assert.deepEqual(
    [untouched, voted, signed].map((relied) => isCorrectable(open, relied, now)),
    [true, false, false],
  );
  assert.equal(isCorrectable({ state: 'draft', opensAt: null, closesAt: null }, untouched, now), false);
});

test('a draft is free, a question with votes keeps what they mean, a closed one its end', () => {
  assert.deepEqual(lockedFields({ state: 'draft', opensAt: null, closesAt: past }, untouched, now), []);
  const open = lockedFields({ state: 'open', opensAt: past, closesAt: future }, voted, now);
  const closed = lockedFields({ state: 'open', opensAt: past, closesAt: past }, untouched, now);
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
