import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseDuration } from './parse-duration.ts';

test('durations are read in seconds, minutes, hours and days', () => {
  assert.deepEqual(['90s', '30m', '4h', '7d'].map(parseDuration), [90, 1800, 14_400, 604_800]);
});

test('anything else is refused with what is expected', () => {
  for (const text of ['', '4', 'h', '0h', '-4h', '4 h', '1w', '1.5h']) {
    assert.throws(() => parseDuration(text), {
      message: `"${text}" is not a duration such as 90s, 30m, 4h or 7d.`,
    });
  }
});
