import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantOf, isTimeZone, localTimeOf, timeZones } from '#src/features/questions/local-time.ts';

const iso = (text: string, zone: string, turn: 'earlier' | 'later' = 'earlier') => {
  const instant = instantOf(text, zone, turn);
  return instant instanceof Date ? instant.toISOString() : instant;
};

test('a time is taken in its zone, in summer and in winter', () => {
  assert.equal(iso('2026-07-01T18:00', 'Europe/Madrid'), '2026-07-01T16:00:00.000Z');
  assert.equal(iso('2026-12-01T18:00', 'Europe/Madrid'), '2026-12-01T17:00:00.000Z');
  assert.equal(iso('2026-07-01T18:00', 'Asia/Kathmandu'), '2026-07-01T12:15:00.000Z');
  assert.equal(iso('2026-07-01T18:00', 'UTC'), '2026-07-01T18:00:00.000Z');
});

test('an hour that clocks skip is refused', () => {
  assert.equal(iso('2026-03-29T02:00', 'Europe/Madrid'), 'skipped');
  assert.equal(iso('2026-03-29T02:59', 'Europe/Madrid', 'later'), 'skipped');
  assert.equal(iso('2026-03-29T03:00', 'Europe/Madrid'), '2026-03-29T01:00:00.000Z');
  assert.equal(iso('2026-03-08T02:30', 'America/New_York'), 'skipped');
  assert.equal(iso('2026-10-04T02:15', 'Australia/Lord_Howe'), 'skipped', 'half an hour there');
  assert.equal(iso('2011-12-30T12:00', 'Pacific/Apia'), 'skipped', 'a whole day there');
});

test('an hour that comes twice is told apart by its turn', () => {
  assert.equal(iso('2026-10-25T02:30', 'Europe/Madrid', 'earlier'), '2026-10-25T00:30:00.000Z');
  assert.equal(iso('2026-10-25T02:30', 'Europe/Madrid', 'later'), '2026-10-25T01:30:00.000Z');
});

test('what is no time is invalid', () => {
  for (const text of [
    '',
    'soon',
    '2026-02-30T10:00',
    '2026-01-01',
    '2026-01-01T25:00',
    '12026-01-01T10:00',
  ]) {
    assert.equal(iso(text, 'UTC'), 'invalid', text);
  }
  assert.equal(iso('2026-01-01T10:00', 'Mars/Olympus'), 'invalid');
});

test('every minute survives being shown and read again', () => {
  const minute = fc.integer({ min: 16_000_000, max: 46_000_000 });
  fc.assert(
    fc.property(minute, fc.constantFrom(...timeZones()), (minutes, zone) => {
      const instant = new Date(minutes * 60_000);
      const text = localTimeOf(instant, zone);
      const read = (['earlier', 'later'] as const).map((turn) => iso(text, zone, turn));
      assert.ok(read.includes(instant.toISOString()), `${text} ${zone}`);
    }),
  );
});

test('zones have names of the IANA database', () => {
  assert.equal(timeZones()[0], 'UTC');
  for (const zone of ['UTC', 'Europe/Madrid', 'Asia/Calcutta', 'Asia/Kolkata']) assert.ok(isTimeZone(zone));
  for (const zone of ['', '+02:00', 'Mars/Olympus', '2', "UTC'"]) assert.ok(!isTimeZone(zone), zone);
});
