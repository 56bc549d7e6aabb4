import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { type CloseQuestionPage, closeQuestionPage } from './close-question-page.ts';

const show = (part: Partial<CloseQuestionPage> = {}) =>
  closeQuestionPage(testContext(), {
    slug: 'lunch',
    text: 'Where to eat?',
    votes: 1234,
    closesAt: null,
    timeZone: 'Europe/Madrid',
    ...part,
  });

test('the page says that closing is final, and how many have voted', () => {
  assertWellFormed(show());
  assert.match(show(), /cannot be opened again/);
  assert.match(show(), /So far: 1,234 votes\./);
  assert.match(show(), /method="post" action="\/organise\/questions\/lunch\/close"/);
});

test('who closes early sees when it would close by itself', () => {
  const closesAt = new Date('2026-12-01T10:00:00Z');
  assert.match(show({ closesAt }), /closes by itself: <time[^>]*>1 Dec 2026, 11:00 CET</);
  assert.doesNotMatch(show(), /<time/);
});

test('hostile text stays text', () => {
  assertHarmless(show({ slug: hostileText, text: hostileText }), 1);
});
