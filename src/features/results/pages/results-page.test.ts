import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { instantRunoff } from '../tally/instant-runoff.ts';
import { Preferences, type Ranking } from '../tally/preferences.ts';
import type { Tally } from '../tally/read-tally.ts';
import { type ResultsPage, resultsPage } from './results-page.ts';
import { lastRound } from './runoff-view.ts';

const asOf = new Date('2026-11-21T10:00:00Z');
const tally: Tally = {
  total: 6,
  choices: [
    { id: 11, text: 'Noodles', votes: 2 },
    { id: 12, text: 'Falafel', votes: 4 },
  ],
  asOf,
};
const results: ResultsPage = {
  slug: 'lunch',
  text: 'Where to eat?',
  kind: 'single',
  state: 'open',
  tally,
  timeline: { step: 3600, intervals: [{ start: asOf, votes: 6 }] },
  opensAt: null,
  closesAt: null,
  timeZone: 'Europe/Berlin',
  origin: 'https://vote.example.org',
  anybody: true,
};
const show = (part: Partial<ResultsPage> = {}, context = testContext()) =>
  resultsPage(context, { ...results, ...part });

test('it says until when votes are taken, and of a closed question from when to when they were', () => {
  const [opensAt, closesAt] = [new Date('2026-11-20T08:00:00Z'), new Date('2026-11-21T17:30:00Z')];
  const said = (page: string) =>
    /<p class="meta"><span>(Voting.*?)<\/p>/.exec(page)?.[1]?.replace(/<[^>]+>/g, '');
  assert.equal(said(show({ opensAt, closesAt })), 'Voting closes 21 Nov 2026, 18:30 CET');
  assert.equal(
    said(show({ state: 'closed', opensAt, closesAt })),
    'Voting was open from 20 Nov 2026, 09:00 CET to 21 Nov 2026, 18:30 CET',
  );
  assert.equal(said(show({ opensAt })), undefined);
});

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
  const choices = tally.choices.map((choice) => ({ ...choice, votes: 0 }));
  const page = show({ tally: { ...tally, choices, total: 0 } });
  assert.match(page, /Nobody has voted yet/);
  assert.doesNotMatch(page, /result-leading/);
});

const counted = (...votes: number[]) => ({
  ...tally,
  total: votes.reduce((sum, one) => sum + one, 0),
  choices: votes.map((one, index) => ({ id: index, text: `No. ${index + 1}`, votes: one })),
});
const said = (page: string, part: string) =>
  new RegExp(`data-part="${part}">(.*?)</div>`, 's').exec(page)?.[1]?.replace(/<[^>]+>/g, '');

test('a tie for the most votes is said in words', () => {
  const tie = (votes: number[], part: Partial<ResultsPage> = {}, context = testContext()) =>
    said(show({ tally: counted(...votes), ...part }, context), 'tie');
  assert.equal(tie([3, 1, 3]), 'Tie between No. 1 and No. 3: 3 votes each');
  assert.equal(tie([1, 1], {}, testContext({ locale: 'es' })), 'Empate entre No. 1 y No. 2: 1 voto cada una');
  assert.equal(tie([1, 1, 1, 1, 1, 0]), 'Tie between 5 choices: 1 vote each');
  assert.equal(tie([2, 1, 1]), '');
  assert.equal(tie([0, 0]), '');
  assert.equal(tie([3, 3], { kind: 'multiple' }), undefined);
  const hostile = counted(1, 1);
  for (const choice of hostile.choices) choice.text = hostileText;
  assertHarmless(show({ tally: hostile }), 4);
});

test('where rounded shares do not add up to all, it says to what', () => {
  const rounding = (votes: number[], part: Partial<ResultsPage> = {}) =>
    said(show({ tally: counted(...votes), ...part }), 'rounding');
  assert.equal(rounding([1, 1, 1]), 'Each share is rounded, so they add up to 99.9%.');
  assert.equal(
    rounding([2, 2, 2, 1], { kind: 'rating' }),
    'Each share is rounded, so they add up to 100.1%.',
  );
  assert.equal(rounding([1, 2]), '');
  assert.equal(rounding([0, 0]), '');
  assert.equal(rounding([3, 3], { kind: 'multiple' }), undefined);
});

test('an open question is followed live, a closed one is not', () => {
  assert.match(show(), /data-live-results="\/questions\/lunch\/live"/);
  assert.match(show(), /live-results\.js/);
  const closed = show({ state: 'closed' });
  assertWellFormed(closed);
  assert.doesNotMatch(closed, /data-live(?!-m)|live-results/);
});

test('one whose last votes are being counted says so, and waits until they are', () => {
  const closing = show({ state: 'closing' });
  assertWellFormed(closing);
  assert.match(closing, /badge-closed.*The last votes are being counted\./s);
  assert.match(closing, /data-change="/);
  assert.match(closing, /await-change\.js/);
  assert.doesNotMatch(closing, /data-live|live-results/);
});

test('an open question is shared where people vote, a closed one where its results are', () => {
  const shared = (page: string) =>
    /class="sharing-link"><span>([^<]+)<\/span>.*?(https:[^<"]+)/s.exec(page)?.slice(1);
  const address = 'https://vote.example.org/questions/lunch';
  assert.deepEqual(shared(show()), ['Address to vote', address]);
  assert.deepEqual(shared(show({ state: 'closed' })), ['Address of the results', `${address}/results`]);
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
  assert.doesNotMatch(untraced, /its trace/);
  assert.doesNotMatch(show({}, testContext({ traceId: 'abc123' })), /Thank you|abc123/);
});

test('the invitation to vote follows the policy', () => {
  assert.match(show({ invite: 'again' }), /href="\/questions\/lunch">Vote again</);
  assert.match(show({ invite: 'first' }), /href="\/questions\/lunch">Vote on this question</);
  assert.doesNotMatch(show(), /class="button button-primary"/);
});

test('only organisers are offered the export and the form', () => {
  assert.match(
    show({ exportUrl: '/x', editUrl: '/y' }),
    /href="\/x">Export the votes as CSV.*href="\/y">Edit the question/,
  );
  assert.match(show({ csvUrl: '/z' }), /href="\/z">Votes as CSV/);
  assert.doesNotMatch(show(), /Export the votes|Votes as CSV|Edit the question/);
});

test('hostile text stays text', () => {
  const choices = [{ id: 1, text: hostileText, votes: 1 }];
  const hostile = { slug: hostileText, text: hostileText, description: hostileText };
  assertHarmless(show({ ...hostile, tally: { ...tally, choices } }), 4);
  const runoff = instantRunoff(Preferences.of([{ id: 1, lot: '0' }], [{ choices: [1], ballots: 1 }]));
  assertHarmless(show({ ...hostile, kind: 'ranked', tally: { ...tally, choices, runoff } }), 5);
});

test('several choices in a ballot: shares are of ballots, and the page says what they add up to', () => {
  const page = show({ kind: 'multiple', tally: { ...tally, total: 4 } });
  assertWellFormed(page);
  assert.match(page, /data-share>50\.0%.*data-share>100\.0%.*shares can add up to more than 100 %/s);
  assert.doesNotMatch(show(), /more than 100 %/);
});

test('a rating has its mean, its median and its distribution', () => {
  const choices = [1, 2, 3, 4, 5].map((value) => ({ id: value, text: String(value), votes: value }));
  const rating = { mean: 3.6666, median: 4 };
  const page = show({ kind: 'rating', tally: { ...tally, choices, total: 15, rating } });
  assertWellFormed(page);
  assert.match(page, /data-live-mean>3\.67<.*data-live-median>4</s);
  assert.equal(page.match(/data-choice=/g)?.length, 5);
  const none = { mean: undefined, median: undefined };
  assert.match(show({ kind: 'rating', tally: { ...tally, rating: none } }), /data-live-mean>–</);
});

test('a runoff shows every round, who leaves, why, and where the ballots go', () => {
  const choices = ['Tea', 'Coffee', 'Water', 'Juice'].map((text, id) => ({ id, text, votes: 0 }));
  const runoff = instantRunoff(
    Preferences.of(
      choices.map(({ id }) => ({ id, lot: String(id) })),
      [
        { choices: [0], ballots: 4 },
        { choices: [1], ballots: 3 },
        { choices: [2, 1], ballots: 2 },
        { choices: [2], ballots: 1 },
      ],
    ),
  );
  const page = show({ kind: 'ranked', tally: { ...tally, choices, runoff, total: 10 } });
  assertWellFormed(page);
  assert.equal(page.match(/<h3>Round/g)?.length, 3);
  assert.match(page, /Juice<\/bdi>\.<\/strong> Nobody voted for them\./);
  const third = 'Water</bdi>.</strong> Tied for the fewest votes, and behind';
  assert.ok(!page.includes(third));
  assert.match(
    page,
    /Coffee<\/bdi>\.<\/strong> Tied for the fewest votes in every round: the lowest lot leaves\./,
  );
  assert.match(page, /Tied: <bdi>Coffee<\/bdi>, <bdi>Water<\/bdi>\./);
  assert.match(page, /<strong><bdi>Tea<\/bdi><\/strong> would win after 3 rounds/);
  assert.match(page, /4 of the 7 ballots that still count/);
  assert.match(page, /3 ballots no longer counted/);
  assert.match(
    show({ kind: 'ranked', state: 'closed', tally: { ...tally, choices, runoff } }),
    /wins after 3/,
  );
});

test('a runoff that a tie of the last two decided says so first, and shows them where there is little room', () => {
  const choices = ['Tea', 'Coffee', 'Water'].map((text, id) => ({ id, text, votes: 0 }));
  const told = (rankings: Ranking[]) => {
    const contenders = choices.map(({ id }) => ({ id, lot: String(id) }));
    const runoff = instantRunoff(Preferences.of(contenders, rankings));
    const ended = { ...tally, choices, runoff };
    const short = String(lastRound(ended, false, 'en'));
    return {
      full: show({ kind: 'ranked', state: 'closed', tally: ended }),
      spanish: show({ kind: 'ranked', tally: ended }, testContext({ locale: 'es' })),
      short: short.replace(/<[^>]+>/g, ''),
      rows: short.match(/scope="row"/g)?.length,
    };
  };
  const earlier = told([
    { choices: [0], ballots: 3 },
    { choices: [1], ballots: 2 },
    { choices: [2, 1], ballots: 1 },
  ]);
  const ahead = 'at 3 votes each in round 2: ahead in the most recent earlier round in which the two differ.';
  assert.ok(earlier.full.includes(`Tied with <bdi>Coffee</bdi> ${ahead}`), earlier.full);
  assert.doesNotMatch(earlier.full, /more than half\.<\/span>/);
  assert.ok(earlier.short.includes(`Tied with Coffee ${ahead}`), earlier.short);
  assert.equal(earlier.rows, 2);
  assert.match(earlier.spanish, /Empate con <bdi>Coffee<\/bdi> a 3 votos en la ronda 2: iba por delante/);
  const lot = told([
    { choices: [0], ballots: 1 },
    { choices: [1], ballots: 1 },
  ]);
  assert.match(lot.short, /Tied with Tea at 1 vote each in round 2: .* so the lot decided\./);
  assert.match(lot.spanish, /a 1 voto en la ronda 2: .* decidió el sorteo\./);
});

test('votes over time are drawn and told in the zone of the question', () => {
  const page = show();
  assert.match(page, /<rect class="timeline-bar" x="1" y="0\.00" width="8" height="40\.00">/);
  assert.match(page, /21 Nov 2026, 11:00.*Times are those of Europe\/Berlin\./s);
});

test('the question is shared by its address, on a big screen and as code to embed', () => {
  const page = show();
  assert.match(page, /<section class="sharing" id="share">/);
  assert.match(page, /data-share="https:\/\/vote\.example\.org\/questions\/lunch"/);
  assert.match(page, /href="\/questions\/lunch\/present"/);
  assert.match(page, /&#60;iframe src&#61;&#34;https:\/\/vote\.example\.org\/embed\/questions\/lunch/);
  assert.doesNotMatch(page, /once you show them/);
  assert.match(show({ anybody: false }), /once you show them to everybody/);
});
