import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type ResultsPage, resultsPage } from './results-page.ts';

const results: ResultsPage = {
  slug: 'lunch',
  text: 'Where to eat?',
  state: 'open',
  choices: [
    { id: '11', text: 'Noodles', votes: 2 },
    { id: '12', text: 'Falafel', votes: 4 },
  ],
  total: 6,
  asOf: new Date('2026-11-21T10:00:00Z'),
};
const show = (part: Partial<ResultsPage> = {}, context = testContext()) =>
  resultsPage(context, { ...results, ...part });

test('every choice has its count, its share and a bar of that share', () => {
  const page = show();
  assertWellFormed(page);
  const rows = [
    ...page.matchAll(
      /data-choice="(\d+)">.*?data-votes>([^<]+)<.*?data-share>([^<]+)<.*?bar-fill" width="([^"]+)"/gs,
    ),
  ];
  assert.deepEqual(
    rows.map((row) => row.slice(1)),
    [
      ['11', '2', '33.3%', '33.33'],
      ['12', '4', '66.7%', '66.67'],
    ],
  );
  assert.match(page, /result result-leading" data-choice="12"/);
  assert.doesNotMatch(page, /result-leading" data-choice="11"/);
  assert.match(page, />6 votes</);
});

test('nobody leads before the first vote', () => {
  const choices = results.choices.map((choice) => ({ ...choice, votes: 0 }));
  const page = show({ choices, total: 0 });
  assert.match(page, /Nobody has voted yet/);
  assert.doesNotMatch(page, /result-leading/);
});

test('an open question is followed live, a closed one is not', () => {
  assert.match(show(), /data-live-results="\/questions\/lunch\/live"/);
  assert.match(show(), /live-results\.js/);
  const closed = show({ state: 'closed' });
  assertWellFormed(closed);
  assert.doesNotMatch(closed, /data-live|live-results/);
});

test('a vote is thanked for, with its trace where there is one', () => {
  const traced = show({ receipt: { traceId: 'abc123' } });
  assertWellFormed(traced);
  assert.match(
    traced,
    /role="status"><p class="notice-title">Thank you, your vote is counted\..*<code>abc123<\/code>/s,
  );
  const untraced = show({ receipt: { traceId: undefined } });
  assert.match(untraced, /Thank you/);
  assert.doesNotMatch(untraced, /<code>/);
  assert.doesNotMatch(show({}, testContext({ traceId: 'abc123' })), /Thank you|abc123/);
});

test('the invitation to vote follows the policy', () => {
  assert.match(show({ invite: 'again' }), /href="\/questions\/lunch">Vote again\?</);
  assert.match(show({ invite: 'first' }), /href="\/questions\/lunch">Vote on this question</);
  assert.doesNotMatch(show(), /class="button button-primary"/);
});

test('only organisers are offered the export and the form', () => {
  assert.match(
    show({ exportUrl: '/x', editUrl: '/y' }),
    /href="\/x">Export the votes as CSV.*href="\/y">Edit the question/,
  );
  assert.doesNotMatch(show(), /Export the votes|Edit the question/);
});

test('hostile text stays text', () => {
  const choices = [{ id: hostileText, text: hostileText, votes: 1 }];
  assertHarmless(show({ slug: hostileText, text: hostileText, description: hostileText, choices }), 4);
});
