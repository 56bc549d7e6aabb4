import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SharedReads } from '#src/database/shared-reads.ts';

/** Readings that end when they are told to, each with its number. */
function controlled() {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const readNow = () =>
    new Promise<number>((resolve, reject) => {
      const number = ends.length;
      ends.push({ resolve: () => resolve(number), reject });
    });
  const finish = (number: number) => (ends[number] ?? assert.fail(`no reading ${number}`)).resolve();
  return { ends, readNow, finish };
}
const moment = () => new Promise((resolve) => setImmediate(resolve));

describe('a reading that is shared', () => {
  it('begins at once where none runs, also after others', async () => {
    const reads = new SharedReads<number>();
    const { ends, readNow, finish } = controlled();
    for (const number of [0, 1, 2]) {
      const read = reads.read(7, readNow);
      assert.equal(ends.length, number + 1, 'it began before anything else could');
      finish(number);
      assert.equal(await read, number);
      await moment();
    }
  });

  it('is the next one for all who ask while one runs, and theirs alone', async () => {
    const reads = new SharedReads<number>();
    const { ends, readNow, finish } = controlled();
    const first = reads.read(7, readNow);
    const [second, third] = [reads.read(7, readNow), reads.read(7, readNow)];
    await moment();
    assert.equal(ends.length, 1, 'one at a time');
    finish(0);
    await moment();
    assert.equal(ends.length, 2);
    // The second began before this was asked.
    const later = reads.read(7, readNow);
    finish(1);
    await moment();
    finish(2);
    assert.deepEqual(await Promise.all([first, second, third, later]), [0, 1, 1, 2]);
  });

  it('waits for nothing of another key', async () => {
    const reads = new SharedReads<number>();
    const { ends, readNow, finish } = controlled();
    const [one, other] = [reads.read(7, readNow), reads.read(8, readNow)];
    assert.equal(ends.length, 2);
    finish(1);
    assert.equal(await other, 1);
    finish(0);
    assert.equal(await one, 0);
  });

  it('goes on after one that failed, which only its own readers hear of', async () => {
    const reads = new SharedReads<number>();
    const { ends, readNow, finish } = controlled();
    const [first, second] = [reads.read(7, readNow), reads.read(7, readNow)];
    ends[0]?.reject(new Error('away'));
    await assert.rejects(first, /away/);
    await moment();
    finish(1);
    assert.equal(await second, 1);
  });

  it('is waited for although one that was asked for in between ends before it', async () => {
    const reads = new SharedReads<number>();
    const { ends, readNow, finish } = controlled();
    // Who hears of the first asks again in the very moment in which the next is about to begin.
    const again = reads.read(7, readNow).then(() => reads.read(7, readNow));
    const next = reads.read(7, readNow);
    finish(0);
    await moment();
    assert.equal(ends.length, 3);
    finish(1);
    await moment();
    const last = reads.read(7, readNow);
    await moment();
    assert.equal(ends.length, 3, 'the next one still runs');
    finish(2);
    await moment();
    finish(3);
    assert.deepEqual(new Set([await again, await next, await last]), new Set([1, 2, 3]));
  });
});
