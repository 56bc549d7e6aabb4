import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rankOf } from './rank.ts';

test('a question gains 10 while new, 10 an answer and 5 a like, and loses 3 a dislike', () => {
  const nothing = { isNew: 0, answers: 0, likes: 0, dislikes: 0 };
  assert.equal(rankOf(nothing), 0);
  assert.equal(rankOf({ ...nothing, isNew: 1 }), 10);
  assert.equal(rankOf({ ...nothing, answers: 1 }), 10);
  assert.equal(rankOf({ ...nothing, likes: 1 }), 5);
  assert.equal(rankOf({ ...nothing, dislikes: 1 }), -3);
  assert.equal(rankOf({ isNew: 1, answers: 7, likes: 3, dislikes: 2 }), 10 + 70 + 15 - 6);
});
