import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type IndexQuestion, indexPage } from './index-page.ts';

const view = { order: 'ranking' } as const;
const question: IndexQuestion = {
  slug: 'lunch',
  text: 'Where to eat?',
  state: 'open',
  votes: 1234,
  publishedAt: new Date('2026-11-20T09:00:00Z'),
  reactions: { likes: 12, dislikes: 1, own: null },
};

test('a question is listed with its votes and links to its page and its results', () => {
  const page = indexPage(testContext(), { ...view, questions: [question], next: 'abc' });
  assertWellFormed(page);
  assert.match(page, /<a href="\/questions\/lunch"><bdi>Where to eat\?<\/bdi><\/a>/);
  assert.match(page, /href="\/questions\/lunch\/results" aria-label="Results of Where to eat\?"/);
  assert.match(page, /<strong>1,234<\/strong> votes/);
  assert.match(page, /rel="next" href="\/\?after&#61;abc"/);
});

test('hidden votes are left out', () => {
  const page = indexPage(testContext(), { ...view, questions: [{ ...question, votes: undefined }] });
  assert.doesNotMatch(page, /listed-votes/);
});

test('an open question says when it closes, a closed one that it did', () => {
  const closesAt = new Date('2026-12-01T10:00:00Z');
  const shown = (part: Partial<IndexQuestion>) =>
    indexPage(testContext(), { ...view, questions: [{ ...question, ...part }] });
  assert.match(shown({ closesAt }), /Closes <time datetime="2026-12-01T10:00:00\.000Z">/);
  assert.match(shown({ closesAt, state: 'closed' }), /Closed <time/);
  assert.match(shown({ state: 'closed' }), /<span>Closed<\/span>/);
});

test('without questions the page says so', () => {
  const page = indexPage(testContext({ locale: 'es' }), { ...view, questions: [] });
  assert.match(page, /Todavía no hay preguntas/);
  assert.doesNotMatch(page, /class="listing"/);
});

test('hostile text stays text', () => {
  assertHarmless(
    indexPage(testContext(), { ...view, questions: [{ ...question, slug: hostileText, text: hostileText }] }),
    1,
  );
});

test('everybody reads the reactions, and who is logged in has buttons for them', () => {
  const shown = (own: 'like' | null, context = testContext()) =>
    indexPage(context, { ...view, questions: [{ ...question, reactions: { ...question.reactions, own } }] });
  const visitor = shown(null);
  assert.match(
    visitor,
    /<span class="visually-hidden">12 likes<\/span>.*<span class="visually-hidden">1 dislike<\/span>/,
  );
  assert.doesNotMatch(visitor, /_csrf/);
  const user = { name: 'ada', role: 'voter' };
  const page = shown('like', testContext({ user, returnTo: '/?order=newest' }));
  assertWellFormed(page);
  assert.match(page, /action="\/questions\/lunch\/reaction"/);
  assert.match(page, /name="next" value="\/\?order&#61;newest"/);
  assert.match(page, /value="none" aria-pressed="true" aria-label="Like: Where to eat\?, 12 likes"/);
  assert.match(page, /value="dislike" aria-pressed="false" aria-label="Dislike: Where to eat\?, 1 dislike"/);
});

test('the search and the order are kept from page to page', () => {
  const page = indexPage(testContext(), { order: 'newest', q: 'a & b', questions: [question], next: 'abc' });
  assert.match(page, /<h1>Questions with “a &#38; b”<\/h1>/);
  assert.match(page, /name="order" value="newest"/);
  assert.match(page, /rel="next" href="\/\?q&#61;a\+%26\+b&#38;order&#61;newest&#38;after&#61;abc"/);
  assert.match(page, /href="\/\?q&#61;a\+%26\+b&#38;order&#61;newest" aria-current="true">Newest</);
  assert.match(page, /href="\/\?q&#61;a\+%26\+b">Most popular</);
});

test('a search that finds nothing says so and leads on', () => {
  const page = indexPage(testContext(), { ...view, q: 'tea', questions: [] });
  assertWellFormed(page);
  assert.match(page, /No question has “tea”/);
  assert.match(page, /href="\/">Show all questions</);
  assert.doesNotMatch(indexPage(testContext(), { ...view, questions: [] }), /type="search"/);
});
