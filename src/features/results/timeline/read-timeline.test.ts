import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suiteCleanup } from '../../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../../test/support/test-app.ts';
import { fillLedger } from '../testing/fill-ledger.ts';
import { readTimeline, timelineStep } from './read-timeline.ts';

const site = await createTestApp(suiteCleanup());

test('votes fall into intervals of the question, on its own clock, and none is lost', async () => {
  const { id, choices } = await site.published({ text: 'When?' });
  const [tea = 0] = choices;
  const at = (time: string) => new Date(`2026-03-${time}Z`);
  for (const [time, votes] of [
    ['01T23:30:00', 1],
    ['02T22:59:59', 2],
    ['02T23:00:00', 4],
    ['20T09:00:00', 8],
  ] as const) {
    await fillLedger(site.database, id, [[[tea], votes]], { castAt: at(time) });
  }
  const question = { id, timeZone: 'Europe/Berlin', opensAt: at('01T23:00:00'), closesAt: at('21T09:00:00') };
  const { step, intervals } = await readTimeline(site.database, question);
  assert.equal(step, 12 * 3600);
  const found = intervals.filter(({ votes }) => votes > 0);
  assert.deepEqual(
    found.map(({ start, votes }) => [start.toISOString(), votes]),
    [
      ['2026-03-01T23:00:00.000Z', 1],
      ['2026-03-02T11:00:00.000Z', 2],
      ['2026-03-02T23:00:00.000Z', 4],
      ['2026-03-19T23:00:00.000Z', 8],
    ],
  );
  assert.equal(intervals[0]?.start.toISOString(), '2026-03-01T23:00:00.000Z');
  assert.ok(intervals.length <= 48);
  const other = await site.published({ text: 'When else?' });
  const open = await readTimeline(
    site.database,
    { ...question, id: other.id, closesAt: null },
    at('02T23:00:00'),
  );
  assert.equal(open.step, 30 * 60);
});

for (const { what, day, hours } of [
  { what: 'skip', day: '2026-03-29', hours: { '00:30': 1, '01:15': 2, '01:45': 4, '02:00': 8 } },
  { what: 'repeat', day: '2026-10-25', hours: { '00:15': 1, '00:45': 2, '01:15': 4, '02:00': 8 } },
]) {
  test(`votes of an hour that clocks ${what} are counted once`, async () => {
    const { id, choices } = await site.published({ text: `Which do clocks ${what}?` });
    const [tea = 0] = choices;
    for (const [hour, votes] of Object.entries(hours)) {
      await fillLedger(site.database, id, [[[tea], votes]], { castAt: new Date(`${day}T${hour}:00Z`) });
    }
    const opensAt = new Date(`${day}T00:00:00Z`);
    const closesAt = new Date(`${day}T10:00:00Z`);
    const { intervals } = await readTimeline(site.database, {
      id,
      timeZone: 'Europe/Berlin',
      opensAt,
      closesAt,
    });
    const starts = intervals.map(({ start }) => start.getTime());
    assert.equal(new Set(starts).size, starts.length);
    assert.deepEqual(
      starts,
      starts.toSorted((one, other) => one - other),
    );
    assert.equal(
      intervals.reduce((sum, { votes }) => sum + votes, 0),
      15,
    );
  });
}

test('intervals are those of clocks and calendars, few enough to be seen', () => {
  const from = new Date('2026-01-01T00:00:00Z');
  const after = (seconds: number) => timelineStep(from, new Date(from.getTime() + 1000 * seconds));
  assert.equal(after(0), 60);
  assert.equal(after(48 * 60), 60);
  assert.equal(after(48 * 60 + 1), 120);
  assert.equal(after(14 * 86_400), 12 * 3600);
  assert.equal(after(3 * 365 * 86_400), 28 * 86_400);
  assert.ok((100 * 365 * 86_400) / after(100 * 365 * 86_400) <= 48);
});
