import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';
import { fillLedger } from './testing/fill-ledger.ts';

const site = await createTestApp(suiteCleanup());
const timeline = (slug: string, headers = {}) =>
  site.app.inject({ url: `/api/v1/questions/${slug}/timeline`, headers });

test('votes over time are counted by interval, on the clocks of the question', async () => {
  const { id, slug, choices } = await site.published({ text: 'When?', timeZone: 'Europe/Berlin' });
  const [tea = 0] = choices;
  const opensAt = new Date('2026-03-01T23:00:00Z');
  const closesAt = new Date('2026-03-21T09:00:00Z');
  await site.database.questions.update({ opensAt, closesAt, state: 'closed' }, { where: { id } });
  site.catalogue.forget(slug);
  for (const [time, votes] of [
    ['2026-03-02T22:59:59Z', 2],
    ['2026-03-20T09:00:00Z', 8],
  ] as const)
    await fillLedger(site.database, id, [[[tea], votes]], { castAt: new Date(time) });
  const answer = await timeline(slug);
  assert.equal(answer.headers['cache-control'], 'no-store');
  const { intervals, ...rest } = answer.json();
  assert.deepEqual(rest, { question: slug, time_zone: 'Europe/Berlin', interval_seconds: 12 * 3600 });
  assert.deepEqual(
    intervals.filter(({ votes }: { votes: number }) => votes > 0),
    [
      { start: '2026-03-02T11:00:00.000Z', votes: 2 },
      { start: '2026-03-19T23:00:00.000Z', votes: 8 },
    ],
  );
  assert.equal(intervals[0].start, opensAt.toISOString());
});

test('votes over time are hidden where the results are, but for who manages the question', async () => {
  const { slug } = await site.published({ text: 'Hidden?', results: 'organisers' });
  const { statusCode, body } = await timeline(slug);
  assert.equal(statusCode, 403);
  assert.doesNotMatch(body, /intervals|votes"/);
  const { authorization } = await site.organiser('ada', 'administrator');
  assert.equal((await timeline(slug, { authorization })).statusCode, 200);
  assert.equal((await timeline('nowhere')).statusCode, 404);
});
