import assert from 'node:assert/strict';
import { test } from 'node:test';
import { castTimes } from './cast-times.ts';

const HOUR = 3_600_000;
const from = Date.parse('2026-03-02T10:10:00Z');

test('votes come by day, in order, within their time, and more of them early', () => {
  const until = from + 10 * 24 * HOUR;
  const times = castTimes(500, from, until);
  assert.equal(times.length, 500);
  assert.deepEqual(
    times,
    times.toSorted((one, other) => one - other),
  );
  const hours = new Set(times.map((time) => new Date(time).getUTCHours()));
  assert.deepEqual([Math.min(...hours), Math.max(...hours), hours.size], [7, 21, 15]);
  assert.ok((times[0] ?? 0) >= from && (times.at(-1) ?? 0) < until);
  const early = times.filter((time) => time < from + 5 * 24 * HOUR).length;
  assert.ok(early > 300 && early < 400, `${early} in the first half`);
});

test('a vote never lies in a slot that begins before or ends after its time', () => {
  const [only, ...others] = castTimes(3, from, from + 50 * 60_000);
  assert.ok(only && only >= from + 20 * 60_000);
  assert.ok(others.every((time) => time < from + 50 * 60_000));
  assert.deepEqual(castTimes(3, from, from + 49 * 60_000), []);
});
