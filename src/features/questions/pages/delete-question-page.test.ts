import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertHarmless, assertWellFormed, hostileText, testContext } from '#src/ui/testing/page-checks.ts';
import { deleteQuestionPage } from './delete-question-page.ts';

test('the page says what is lost and what stays before it deletes', () => {
  const page = deleteQuestionPage(testContext(), { slug: 'lunch', text: 'Where to eat?', votes: 1234 });
  assertWellFormed(page);
  assert.match(page, /its choices and 1,234 votes in the database/);
  assert.match(page, /Its receipts, with which voters can check their votes, and its proof/);
  assert.match(page, /never who cast them/);
  assert.match(page, /the list of exports, with what was asked/);
  assert.match(page, /method="post" action="\/organise\/questions\/lunch\/delete"/);
  assert.match(page, /href="\/organise\/questions\/lunch\/votes\.csv"/);
});

test('without votes there is nothing to export first', () => {
  const page = deleteQuestionPage(testContext(), { slug: 'lunch', text: 'Where to eat?', votes: 0 });
  assert.doesNotMatch(page, /votes\.csv|receipts/);
});

test('hostile text stays text', () => {
  assertHarmless(deleteQuestionPage(testContext(), { slug: hostileText, text: hostileText, votes: 0 }), 1);
});
