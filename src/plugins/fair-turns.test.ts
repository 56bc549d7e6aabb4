import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { FairTurns } from '#src/plugins/fair-turns.ts';

/** Takes turns whose order is told, and ends them one after the other. */
function watch(turns: FairTurns) {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    take(...all: string[]) {
      return all.map((who) => {
        const taken = turns.take(who);
        taken?.then((end) => {
          begun.push(who);
          ends.push(end);
        });
        return taken !== undefined;
      });
    },
    async end() {
      ends.shift()?.();
      await turn();
    },
  };
}

test('who wants many turns has one, and others come between', async () => {
  const some = watch(new FairTurns({ atOnce: 2, ofOne: 1, waiting: 9, waitingOfOne: 3 }));
  some.take('a', 'a', 'a', 'b', 'b', 'c');
  await turn();
  assert.deepEqual(some.begun, ['a', 'b'], 'a second of the same waits, though there is a turn');
  for (let ended = 0; ended < 4; ended += 1) await some.end();
  assert.deepEqual(some.begun, ['a', 'b', 'c', 'a', 'b', 'a']);
  for (let ended = 0; ended < 2; ended += 1) await some.end();
  assert.deepEqual(some.take('a', 'b'), [true, true]);
  await turn();
  assert.deepEqual(some.begun.slice(-2), ['a', 'b'], 'nothing is left of what ended');
});

test('so many wait, of each and of all, and no more', async () => {
  const some = watch(new FairTurns({ atOnce: 9, ofOne: 2, waiting: 3, waitingOfOne: 2 }));
  assert.deepEqual(some.take('a', 'a', 'a', 'a', 'a'), [true, true, true, true, false]);
  assert.deepEqual(some.take('b', 'b', 'b', 'b', 'c'), [true, true, true, false, true]);
  await turn();
  assert.equal(some.begun.length, 5);
  await some.end();
  assert.deepEqual(some.begun.slice(5), ['a']);
  assert.deepEqual(some.take('a', 'a'), [true, false]);
});
