import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BatchedReads } from './batched-reads.ts';

/** Reads the length of each word but those that begin with a blank, which are not there. */
function lengths() {
  const readings: string[][] = [];
  const reads = new BatchedReads<number>(async (words) => {
    readings.push(words);
    if (words.includes('fail')) throw new Error('away');
    return new Map(words.filter((word) => !word.startsWith(' ')).map((word) => [word, word.length]));
  });
  return { reads, readings };
}

test('what is asked for in one turn is read in one go, and once', async () => {
  const { reads, readings } = lengths();
  const asked = ['one', 'three', 'one', ' none'].map((word) => reads.read(word));
  assert.deepEqual(await Promise.all(asked), [3, 5, 3, undefined]);
  assert.deepEqual(readings, [['one', 'three', ' none']]);
});

test('what is asked for later is read anew', async () => {
  const { reads, readings } = lengths();
  await reads.read('one');
  await reads.read('one');
  assert.deepEqual(readings, [['one'], ['one']]);
});

test('a reading that fails fails for all who asked for it, and for nobody after them', async () => {
  const { reads } = lengths();
  const asked = await Promise.allSettled(['one', 'fail'].map((word) => reads.read(word)));
  assert.deepEqual(
    asked.map((end) => end.status === 'rejected' && String(end.reason)),
    ['Error: away', 'Error: away'],
  );
  assert.equal(await reads.read('one'), 3);
});
