import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type HiddenResultsPage, hiddenResultsPage } from './hidden-results-page.ts';

const show = (part: Partial<HiddenResultsPage> = {}) =>
  hiddenResultsPage(testContext(), {
    slug: 'lunch',
    text: 'Where to eat?',
    results: 'voted',
    state: 'open',
    closesAt: null,
    timeZone: 'Europe/Madrid',
    ...part,
  });

test('it says when and for whom the results are shown', () => {
  assertWellFormed(show());
  assert.match(show(), /not shown yet.*once you have voted/s);
  const closesAt = new Date('2026-12-01T10:00:00Z');
  assert.match(
    show({ results: 'closed', closesAt }),
    /once voting has closed.*Voting closes <time[^>]*data-in-zone[^>]*>1 Dec 2026, 11:00 CET</s,
  );
  const organisers = show({ results: 'organisers', closesAt });
  assert.match(organisers, /for the organisers/);
  assert.doesNotMatch(organisers, /<time/);
});

test('a voter is thanked, and who has not voted is invited', () => {
  assert.match(show({ receipt: { traceId: undefined } }), /Thank you/);
  assert.match(show({ invite: 'first' }), /Vote on this question/);
});

test('it counts nothing and waits for the close', () => {
  assert.doesNotMatch(show(), /data-live|live-results|[0-9]+ votes|As of/);
  assert.match(show(), /data-change="\/questions\/lunch\/live\?only&#61;change".*/s);
  assert.doesNotMatch(show({ state: 'closed' }), /data-change|await-change/);
});

test('hostile text stays text', () => {
  assertHarmless(show({ slug: hostileText, text: hostileText, description: hostileText }), 3);
});
