import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeskQuestion } from '#src/features/questions/read-desk.ts';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type DeskPage, deskPage } from './desk-page.ts';

const date = new Date('2026-11-20T09:00:00Z');
const question: DeskQuestion = {
  id: 1,
  slug: 'lunch',
  text: 'Where to eat?',
  kind: 'single',
  policy: 'browser',
  status: 'draft',
  archived: false,
  author: 'ada',
  votes: 3,
  hourly: new Array(24).fill(0),
  opensAt: null,
  closesAt: null,
  changedAt: date,
};
const counts = (...numbers: [number, number, number, number, number, number]) => {
  const [current, draft, scheduled, open, closed, archived] = numbers.map((count) => ({
    count,
    more: false,
  }));
  return { current, draft, scheduled, open, closed, archived } as DeskPage['counts'];
};
const desk: DeskPage = {
  questions: [],
  shelf: 'current',
  counts: counts(1, 1, 0, 0, 0, 0),
  search: '',
  all: false,
};
const render = (parts: Partial<DeskPage>, role = 'organiser') =>
  deskPage(testContext({ user: { name: 'ada', role } }), { ...desk, ...parts });
const show = (...parts: Partial<DeskQuestion>[]) =>
  render({ questions: parts.map((part) => ({ ...question, ...part })) });

test('each state offers what can be done in it', () => {
  const offers = (part: Partial<DeskQuestion>) => {
    const page = show(part);
    assertWellFormed(page);
    return [...page.matchAll(/questions\/lunch\/([a-z.]+)"/g)].map(([, action]) => action);
  };
  const always = ['duplicate', 'archive', 'delete'];
  assert.deepEqual(offers({ status: 'draft' }), ['edit', 'publish', 'preview', 'edit', ...always]);
  assert.deepEqual(offers({ status: 'scheduled' }), ['edit', 'preview', 'share', 'edit', ...always]);
  assert.deepEqual(offers({ status: 'open' }), ['close', 'share', 'results', 'edit', 'votes.csv', ...always]);
  assert.deepEqual(offers({ status: 'closed' }), ['results', 'edit', 'votes.csv', ...always]);
  assert.ok(offers({ status: 'closed', archived: true }).includes('unarchive'));
  assert.ok(offers({ status: 'open', policy: 'credential' }).includes('credentials'));
  assert.ok(offers({ status: 'closed', policy: 'credential' }).includes('credentials'), 'how many were used');
});

test('the address of a question is one step away until it is closed', () => {
  const share = /href="\/organise\/questions\/lunch\/share"/;
  for (const status of ['scheduled', 'open'] as const) assert.match(show({ status }), share);
  for (const status of ['draft', 'closed'] as const) assert.doesNotMatch(show({ status }), share);
});

test('what changes a question is a form with its token and a name of its own', () => {
  const page = show({});
  assert.match(
    page,
    /method="post" action="\/organise\/questions\/lunch\/publish"[^>]*><input type="hidden" name="_csrf" value="csrf-token">/,
  );
  assert.match(page, /aria-label="Publish: Where to eat\?">Publish</);
});

test('dates follow the state', () => {
  assert.match(show({}), /Changed <time/);
  assert.match(show({ status: 'scheduled', opensAt: date, closesAt: date }), /Opens <time.*Closes <time/);
  assert.match(show({ status: 'open', opensAt: date }), /Opened <time/);
  assert.match(show({ status: 'closed', opensAt: date, closesAt: date }), /Opened <time.*Closed <time/);
});

test('the votes of the last day are drawn, and said', () => {
  const hourly = [...new Array(22).fill(0), 5, 10];
  const page = show({ status: 'open', hourly });
  assert.match(page, /aria-label="Votes in the last 24 hours: 15, at most 10 in one hour"/);
  assert.match(page, /<rect x="88" y="10.00" width="3" height="10.00">/);
  assert.match(page, /<rect x="92" y="0.00" width="3" height="20.00">/);
  assert.match(show({ status: 'open' }), /aria-label="No votes in the last 24 hours"/);
});

test('filters, words and pages stay together in addresses', () => {
  const page = render({
    questions: [question],
    shelf: 'draft',
    search: 'a&b',
    all: true,
    previous: 7,
    next: 5,
  });
  const links = [...page.matchAll(/href="\/organise\?([^"]+)"/g)].map(([, query]) =>
    query?.replaceAll('&#38;', '&').replaceAll('&#61;', '='),
  );
  assert.ok(links.includes('shelf=draft&search=a%26b&all=yes&after=5'));
  assert.ok(links.includes('shelf=draft&search=a%26b&all=yes&before=7'));
  assert.ok(links.includes('shelf=open&search=a%26b&all=yes'), 'another shelf, its first page');
});

test('beyond a bound it says that there are more', () => {
  const many = { ...desk.counts, open: { count: 1000, more: true }, draft: { count: 1000, more: false } };
  const page = render({ questions: [question], shelf: 'open', counts: many });
  assert.match(page, /More than 1,000 questions/);
  assert.match(page, /Open <span class="tab-count">1,000\+</);
  assert.match(page, /Drafts <span class="tab-count">1,000</);
});

test('only administrators are offered the questions of everybody', () => {
  assert.doesNotMatch(render({ questions: [question] }), /all&#61;yes/);
  assert.match(render({ questions: [question] }, 'administrator'), /all&#61;yes/);
  assert.match(render({ questions: [question], all: true }, 'administrator'), /by ada/);
});

test('an empty desk says how to start, an empty shelf how to go on', () => {
  assert.match(render({ counts: counts(0, 0, 0, 0, 0, 0) }), /You have no questions yet/);
  assert.match(render({ shelf: 'closed' }), /No question fits/);
});

test('hostile text stays text', () => {
  assertHarmless(show({ slug: hostileText, text: hostileText, author: hostileText }), 1);
  assertWellFormed(render({ search: hostileText, questions: [question] }));
});
