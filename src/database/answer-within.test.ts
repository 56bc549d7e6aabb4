import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerWithin, LateAnswer } from '#src/database/answer-within.ts';

test('an answer in time leaves no timer behind, and a late one is not waited for', async (t) => {
  const cleared = t.mock.method(globalThis, 'clearTimeout');
  assert.equal(await answerWithin(60_000, Promise.resolve('there')), 'there');
  await assert.rejects(answerWithin(60_000, Promise.reject(new Error('no'))), /^Error: no$/);
  assert.equal(cleared.mock.callCount(), 2);
  await assert.rejects(answerWithin(1, new Promise(() => undefined)), LateAnswer);
});
