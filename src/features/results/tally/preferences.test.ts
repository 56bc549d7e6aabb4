import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { contendersOf, lotOf } from './lot.ts';
import { Preferences, type Ranking } from './preferences.ts';

const NAMES = ['Tea', 'Coffee', 'Water', 'Juice', 'Milk'];
const contenders = contendersOf(
  'drink',
  NAMES.map((text, index) => ({ id: 10 * index, text })),
);

test('contenders are the choices with the lots of their texts', () => {
  assert.deepEqual(contenders[1], { id: 10, lot: lotOf('drink', 'Coffee') });
  assert.equal(contenders.length, NAMES.length);
});

/** The same count, ranking by ranking from its first choice. */
function byHand(rankings: readonly Ranking[], standing: ReadonlySet<number>) {
  const votes = new Map(contenders.filter(({ id }) => standing.has(id)).map(({ id }) => [id, 0]));
  let exhausted = 0;
  for (const { choices, ballots } of rankings) {
    const first = choices.find((id) => standing.has(id));
    if (first === undefined) exhausted += ballots;
    else votes.set(first, (votes.get(first) ?? 0) + ballots);
  }
  return { votes, exhausted };
}

test('each ballot is for the highest of its choices that stands, round after round, however many there are', () => {
  // 99 is no contender.
  const ids = [...contenders.map(({ id }) => id), 99];
  const ranking = fc.record({
    choices: fc.shuffledSubarray(ids, { minLength: 1 }),
    ballots: fc.integer({ min: 1, max: 2 ** 40 }),
  });
  const election = fc.record({
    rankings: fc.array(ranking, { maxLength: 300, size: 'max' }),
    leaving: fc.shuffledSubarray(ids),
  });
  fc.assert(
    fc.property(election, ({ rankings, leaving }) => {
      const preferences = Preferences.of(contenders, rankings);
      const [count, again] = [preferences.counter(), preferences.counter()];
      const standing = new Set(contenders.map(({ id }) => id));
      for (const id of leaving) {
        assert.deepEqual(count(standing), byHand(rankings, standing));
        standing.delete(id);
      }
      assert.deepEqual(again(standing), byHand(rankings, standing));
    }),
  );
});
