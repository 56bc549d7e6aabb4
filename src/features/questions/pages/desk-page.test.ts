import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type DeskQuestion, deskPage } from './desk-page.ts';

const date = new Date('2026-11-20T09:00:00Z');
const question: DeskQuestion = {
  slug: 'lunch',
  text: 'Where to eat?',
  state: 'draft',
  votes: 3,
  changedAt: date,
};
const show = (...parts: Partial<DeskQuestion>[]) =>
  deskPage(testContext(), { questions: parts.map((part) => ({ ...question, ...part })) });

test('questions stand under their state, drafts first', () => {
  const page = show({ state: 'closed' }, { state: 'open' }, { state: 'scheduled' }, { state: 'draft' });
  assertWellFormed(page);
  const groups = [...page.matchAll(/<h2 id="group-([a-z]+)">/g)].map(([, state]) => state);
  assert.deepEqual(groups, ['draft', 'scheduled', 'open', 'closed']);
});

test('each state offers what can be done in it', () => {
  const offers = (state: DeskQuestion['state']) => {
    const page = show({ state });
    return ['publish', 'close', 'results', 'edit', 'delete'].filter((action) =>
      page.includes(`lunch/${action}"`),
    );
  };
  assert.deepEqual(offers('draft'), ['publish', 'edit', 'delete']);
  assert.deepEqual(offers('scheduled'), ['edit', 'delete']);
  assert.deepEqual(offers('open'), ['close', 'results', 'edit', 'delete']);
  assert.deepEqual(offers('closed'), ['results', 'edit', 'delete']);
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
  assert.match(show({ state: 'scheduled', opensAt: date, closesAt: date }), /Opens <time.*Closes <time/);
  assert.match(show({ state: 'open', opensAt: date }), /Opened <time/);
  assert.match(show({ state: 'closed', opensAt: date, closesAt: date }), /Opened <time.*Closed <time/);
});

test('without questions the desk says how to start', () => {
  assert.match(show(), /You have no questions yet/);
});

test('hostile text stays text', () => {
  assertHarmless(show({ slug: hostileText, text: hostileText }), 1);
});
