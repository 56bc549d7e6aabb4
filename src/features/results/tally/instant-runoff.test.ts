import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantRunoff, type Runoff } from './instant-runoff.ts';
import { lotOf } from './lot.ts';
import { Preferences, type Ranking } from './preferences.ts';

type Named = [ballots: number, ranking: string][];

/** Counts ballots given as "Kiss>Wright", by names; the lots are those of a question called "count". */
function byName(names: readonly string[], ballots: Named) {
  const rankings = ballots.map(([count, ranking]) => ({
    choices: ranking.split('>').map((name) => names.indexOf(name)),
    ballots: count,
  }));
  const contenders = names.map((name, id) => ({ id, lot: lotOf('count', name) }));
  const { rounds, winner } = instantRunoff(Preferences.of(contenders, rankings));
  const named = (id: number) => names[id] ?? '?';
  return {
    winner: winner === undefined ? undefined : named(winner),
    rounds: rounds.map(({ standing, exhausted, eliminated }) => ({
      votes: Object.fromEntries(standing.map(({ id, votes }) => [named(id), votes])),
      exhausted,
      out: eliminated?.choices.map(named),
      reason: eliminated?.reason,
      moved: eliminated && Object.fromEntries(eliminated.transfers.map((t) => [named(t.to), t.ballots])),
      lost: eliminated?.exhausted,
    })),
  };
}

const end = { out: undefined, reason: undefined, moved: undefined, lost: undefined };

// https://electowiki.org/wiki/Effects_of_different_voting_systems_under_similar_circumstances
test('the example of a capital for Tennessee: Knoxville wins in the third round', () => {
  const { winner, rounds } = byName(
    ['Memphis', 'Nashville', 'Chattanooga', 'Knoxville'],
    [
      [42, 'Memphis>Nashville>Chattanooga>Knoxville'],
      [26, 'Nashville>Chattanooga>Knoxville>Memphis'],
      [15, 'Chattanooga>Knoxville>Nashville>Memphis'],
      [17, 'Knoxville>Chattanooga>Nashville>Memphis'],
    ],
  );
  assert.equal(winner, 'Knoxville');
  assert.deepEqual(rounds, [
    {
      votes: { Memphis: 42, Nashville: 26, Chattanooga: 15, Knoxville: 17 },
      exhausted: 0,
      out: ['Chattanooga'],
      reason: 'fewest',
      moved: { Knoxville: 15 },
      lost: 0,
    },
    {
      votes: { Memphis: 42, Knoxville: 32, Nashville: 26 },
      exhausted: 0,
      out: ['Nashville'],
      reason: 'fewest',
      moved: { Knoxville: 26 },
      lost: 0,
    },
    { votes: { Knoxville: 58, Memphis: 42 }, exhausted: 0, ...end },
  ]);
});

// Rounds as certified: https://www.washingtonpost.com/elections/2022/08/31/ranked-choice-totals-alaska-peltola/
// 11,222 ballots named nobody else, and 47 gave the next rank twice, which exhausts them as well.
test('Alaska, 16 August 2022: Peltola wins as published', () => {
  const { winner, rounds } = byName(
    ['Begich', 'Palin', 'Peltola'],
    [
      [75_761, 'Peltola'],
      [58_945, 'Palin'],
      [27_042, 'Begich>Palin'],
      [15_445, 'Begich>Peltola'],
      [11_222 + 47, 'Begich'],
    ],
  );
  assert.equal(winner, 'Peltola');
  assert.deepEqual(rounds, [
    {
      votes: { Peltola: 75_761, Palin: 58_945, Begich: 53_756 },
      exhausted: 0,
      out: ['Begich'],
      reason: 'fewest',
      moved: { Palin: 27_042, Peltola: 15_445 },
      lost: 11_269,
    },
    { votes: { Peltola: 91_206, Palin: 85_987 }, exhausted: 11_269, ...end },
  ]);
});

// Ballots by their order of the last three, and the official rounds: https://electowiki.org/wiki/2009_Burlington_mayoral_election
// and https://greenmountaindaily.com/2009/03/17. The two sources differ by 4 of 8,980 ballots, which the first
// preferences for Kiss and Wright are held to here.
test('Burlington, 3 March 2009: Kiss wins from behind as published', () => {
  const { winner, rounds } = byName(
    ['Montroll', 'Kiss', 'Wright'],
    [
      [1332, 'Montroll>Kiss>Wright'],
      [767, 'Montroll>Wright>Kiss'],
      [455, 'Montroll'],
      [2043, 'Kiss>Montroll>Wright'],
      [371, 'Kiss>Wright>Montroll'],
      [2981 - 2043 - 371, 'Kiss'],
      [1513, 'Wright>Montroll>Kiss'],
      [495, 'Wright>Kiss>Montroll'],
      [3294 - 1513 - 495, 'Wright'],
    ],
  );
  assert.equal(winner, 'Kiss');
  assert.deepEqual(rounds, [
    {
      votes: { Wright: 3294, Kiss: 2981, Montroll: 2554 },
      exhausted: 0,
      out: ['Montroll'],
      reason: 'fewest',
      moved: { Kiss: 1332, Wright: 767 },
      lost: 455,
    },
    { votes: { Kiss: 4313, Wright: 4061 }, exhausted: 455, ...end },
  ]);
});

test('a majority in the first round ends the count, and no ballot leaves nobody winning', () => {
  const { winner, rounds } = byName(
    ['Tea', 'Coffee', 'Water'],
    [
      [3, 'Tea'],
      [2, 'Coffee>Tea'],
    ],
  );
  assert.equal(winner, 'Tea');
  assert.equal(rounds.length, 1);
  assert.deepEqual(byName(['Tea', 'Coffee'], []), { winner: undefined, rounds: [] });
});

test('choices nobody voted for leave together', () => {
  const { rounds } = byName(
    ['Tea', 'Coffee', 'Water', 'Juice'],
    [
      [1, 'Tea'],
      [1, 'Coffee'],
    ],
  );
  assert.deepEqual(
    rounds.map(({ out, reason }) => [out, reason]),
    [
      [['Water', 'Juice'], 'none'],
      [[['Tea', 'Coffee'].sort((a, b) => (lotOf('count', a) < lotOf('count', b) ? -1 : 1))[0]], 'lot'],
      [undefined, undefined],
    ],
  );
});

test('of those tied, who was behind in the most recent earlier round leaves', () => {
  const { winner, rounds } = byName(
    ['A', 'B', 'C', 'D'],
    [
      [6, 'A'],
      [4, 'B'],
      [3, 'C'],
      [1, 'D>C'],
    ],
  );
  assert.deepEqual(
    rounds.map(({ out, reason }) => [out?.join(), reason]),
    [
      ['D', 'fewest'],
      ['C', 'earlier'],
      [undefined, undefined],
    ],
  );
  assert.equal(winner, 'A');
});

test('the lot is the SHA-256 that anybody can compute', () => {
  // printf 'tallyscope lot v1\nlunch\nNoodles' | sha256sum
  assert.equal(lotOf('lunch', 'Noodles'), '345e6e553784a397bc613fbbd2eb80575cf14496f479a1f89401d20a7d9756f4');
});

/** The same rules, told another way: one pile of paper ballots, moved by hand. */
function byHand(ballots: readonly (readonly number[])[], names: readonly number[], lots: string[]) {
  let standing = [...names];
  const story: { votes: Record<number, number>; out: number[] }[] = [];
  for (;;) {
    const votes: Record<number, number> = Object.fromEntries(standing.map((name) => [name, 0]));
    const live = ballots.map((ballot) => ballot.filter((name) => standing.includes(name)));
    for (const [top] of live) if (top !== undefined) votes[top] = (votes[top] ?? 0) + 1;
    const cast = live.filter(({ length }) => length > 0).length;
    if (cast === 0) return { story, winner: undefined };
    const winner = standing.find((name) => (votes[name] ?? 0) > cast / 2);
    if (winner !== undefined) {
      story.push({ votes, out: [] });
      return { story, winner };
    }
    const keys = (name: number) => [
      ...[{ votes }, ...story.toReversed()].map((round) =>
        (round.votes[name] ?? 0).toString().padStart(9, '0'),
      ),
      lots[name],
    ];
    const [last = -1] = standing.toSorted((a, b) => (keys(a).join() < keys(b).join() ? -1 : 1));
    const out = votes[last] === 0 ? standing.filter((name) => votes[name] === 0) : [last];
    story.push({ votes, out });
    standing = standing.filter((name) => !out.includes(name));
  }
}

const told = ({ rounds, winner }: Runoff) => ({
  story: rounds.map(({ standing, eliminated }) => ({
    votes: Object.fromEntries(standing.map(({ id, votes }) => [id, votes])),
    out: (eliminated?.choices ?? []).toSorted((a, b) => a - b),
  })),
  winner,
});

test('it counts as by hand, loses no ballot, and does not care how ballots are bundled', () => {
  const names = fc.integer({ min: 1, max: 6 }).map((size) => [...Array(size).keys()]);
  const election = names.chain((all) =>
    fc.record({
      all: fc.constant(all),
      ballots: fc.array(fc.shuffledSubarray(all, { minLength: 1 }), { maxLength: 12 }),
      salt: fc.string(),
    }),
  );
  fc.assert(
    fc.property(election, ({ all, ballots, salt }) => {
      const lots = all.map((name) => lotOf(salt, String(name)));
      const contenders = all.map((id) => ({ id, lot: lots[id] ?? '' }));
      const single: Ranking[] = ballots.map((choices) => ({ choices, ballots: 1 }));
      const bundles = new Map<string, Ranking>();
      for (const choices of ballots) {
        const bundle = bundles.get(choices.join()) ?? { choices, ballots: 0 };
        bundles.set(choices.join(), { ...bundle, ballots: bundle.ballots + 1 });
      }
      const counted = instantRunoff(Preferences.of(contenders, single));
      assert.deepEqual(told(counted), byHand(ballots, all, lots));
      assert.deepEqual(
        instantRunoff(Preferences.of(contenders, [...bundles.values()].toReversed())),
        counted,
      );
      for (const { standing, exhausted } of counted.rounds) {
        assert.equal(
          standing.reduce((sum, { votes }) => sum + votes, exhausted),
          ballots.length,
        );
      }
      counted.rounds.forEach(({ eliminated, exhausted }, index) => {
        const left = counted.rounds[index]?.standing.filter(({ id }) => eliminated?.choices.includes(id));
        const moved = (eliminated?.transfers ?? []).reduce((sum, { ballots: more }) => sum + more, 0);
        const gone = (left ?? []).reduce((sum, { votes }) => sum + votes, 0);
        assert.equal(moved + (eliminated?.exhausted ?? 0), gone);
        const next = counted.rounds[index + 1];
        if (next) assert.equal(next.exhausted, exhausted + (eliminated?.exhausted ?? 0));
      });
    }),
    { numRuns: 2000 },
  );
});
