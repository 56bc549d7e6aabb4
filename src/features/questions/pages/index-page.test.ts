import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { indexPage, type ListedQuestion } from './index-page.ts';

const question: ListedQuestion = {
  slug: 'lunch',
  text: 'Where to eat?',
  state: 'open',
  votes: 1234,
  publishedAt: new Date('2026-11-20T09:00:00Z'),
};

test('a question is listed with its votes and links to its page and its results', () => {
  const page = indexPage(testContext(), { questions: [question], next: '/?after=abc' });
  assertWellFormed(page);
  assert.match(page, /<a href="\/questions\/lunch"><bdi>Where to eat\?<\/bdi><\/a>/);
  assert.match(page, /href="\/questions\/lunch\/results" aria-label="Results of Where to eat\?"/);
  assert.match(page, /<strong>1,234<\/strong> votes/);
  assert.match(page, /rel="next" href="\/\?after&#61;abc"/);
});

test('hidden votes are left out', () => {
  const page = indexPage(testContext(), { questions: [{ ...question, votes: undefined }] });
  assert.doesNotMatch(page, /listed-votes/);
});

test('an open question says when it closes, a closed one that it did', () => {
  const closesAt = new Date('2026-12-01T10:00:00Z');
  const shown = (part: Partial<ListedQuestion>) =>
    indexPage(testContext(), { questions: [{ ...question, ...part }] });
  assert.match(shown({ closesAt }), /Closes <time datetime="2026-12-01T10:00:00\.000Z">/);
  assert.match(shown({ closesAt, state: 'closed' }), /Closed <time/);
  assert.match(shown({ state: 'closed' }), /<span>Closed<\/span>/);
});

test('without questions the page says so', () => {
  const page = indexPage(testContext({ locale: 'es' }), { questions: [] });
  assert.match(page, /Todavía no hay preguntas/);
  assert.doesNotMatch(page, /class="listing"/);
});

test('hostile text stays text', () => {
  assertHarmless(
    indexPage(testContext(), { questions: [{ ...question, slug: hostileText, text: hostileText }] }),
    1,
  );
});
