import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDay,
  formatSeconds,
  formatShare,
  formatWait,
  listParts,
  plainText,
  tenthsShown,
} from './format.ts';

test('counts are grouped as the language does it', () => {
  assert.equal(formatCount(1234567, 'en'), '1,234,567');
  assert.equal(formatCount(1234, 'es'), '1.234');
});

test('shares have one decimal, and nothing of nothing is zero', () => {
  assert.equal(formatShare(1, 3, 'en'), '33.3%');
  assert.equal(formatShare(2, 3, 'es'), '66,7\u00a0%');
  assert.equal(formatShare(0, 0, 'en'), '0.0%');
});

test('tenths of a percent are those that are shown', () => {
  for (let total = 1; total < 500; total += 7)
    for (let part = 0; part <= total; part += 1)
      assert.equal(`${(tenthsShown(part, total) / 10).toFixed(1)}%`, formatShare(part, total, 'en'));
});

test('a sentence names texts as its language does', () => {
  const join = (...args: Parameters<typeof listParts>) =>
    listParts(...args)
      .map(({ value }) => value)
      .join('');
  assert.equal(join(['Ada', 'Grace', 'Hedy'], 'en'), 'Ada, Grace, and Hedy');
  assert.equal(join(['Ada', 'Inés'], 'es'), 'Ada e Inés');
});

test('bytes take the largest decimal unit that keeps them at or above one', () => {
  assert.equal(formatBytes(0, 'en'), '0 bytes');
  assert.equal(formatBytes(1, 'en'), '1 byte');
  assert.equal(formatBytes(999, 'en'), '999 bytes');
  assert.equal(formatBytes(1000, 'en'), '1 kB');
  assert.equal(formatBytes(51_784_900, 'es'), '51,8 MB');
  assert.equal(formatBytes(3e15, 'en'), '3,000 TB');
});

test('dates are given in UTC and say so', () => {
  const date = new Date('2026-11-21T23:05:00+02:00');
  assert.equal(formatDateTime(date, 'en'), '21 Nov 2026, 21:05 UTC');
  assert.equal(formatDateTime(date, 'es'), '21 nov 2026, 21:05 UTC');
});

test('seconds have a decimal only below ten', () => {
  assert.equal(formatSeconds(1, 'en'), '1 second');
  assert.equal(formatSeconds(4.44, 'es'), '4,4 segundos');
  assert.equal(formatSeconds(12.7, 'en'), '13 seconds');
});

test('plain text loses only the characters that reorder text', () => {
  assert.equal(plainText('a\u202eb\u2066c\u200fd é 漢 👍'), 'abcd é 漢 👍');
});

test('a wait is told in minutes from two on, rounded up', () => {
  assert.equal(formatWait(59.2, 'en'), '60 seconds');
  assert.equal(formatWait(119, 'en'), '119 seconds');
  assert.equal(formatWait(121, 'en'), '3 minutes');
  assert.equal(formatWait(900, 'es'), '15 minutos');
});

test('a day is the same everywhere', () => {
  assert.equal(formatDay('2026-11-01', 'en'), '1 Nov 2026');
  assert.equal(formatDay('2026-11-01', 'es'), '1 nov 2026');
});
