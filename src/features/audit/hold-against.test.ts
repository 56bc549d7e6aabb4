import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AuditLine, holdAgainst, holdOthers } from '#src/features/audit/hold-against.ts';
import type { LedgerLine } from '#src/features/audit/read-ledger.ts';

const ledger: LedgerLine = {
  id: 1,
  slug: 'editor',
  ballots: 10,
  tally: 10,
  miscounted: 0,
  window: 5,
  windowBounds: { least: 4, most: 6 },
  file: { bucket: 'b', key: 'k', range: null, bounds: { least: 8, most: 9 } },
};
const gained = (anchored: number) => ({ anchored, plain: anchored });

describe('a question held against', () => {
  const differences = (line: Partial<LedgerLine>, anchored = 5, lines?: number, capReached = false) =>
    holdAgainst({ ...ledger, ...line }, { increase: gained(anchored), lines, capReached }).differences;

  it('its ballots has a difference in the tally, or else in its choices', () => {
    assert.deepEqual(differences({}), []);
    assert.deepEqual(differences({ tally: 12, miscounted: 2 }), ['tally +2']);
    assert.deepEqual(differences({ tally: 9, miscounted: 3 }), ['tally -1']);
    assert.deepEqual(differences({ miscounted: 2 }), ['by choice +2']);
  });

  it('its counter and its file has one outside of their bounds', () => {
    for (const [anchored, ...told] of [[3, 'counter -1'], [4], [6], [8, 'counter +2']] as const)
      assert.deepEqual(differences({}, anchored), told);
    for (const [lines, ...told] of [[6, 'file -2'], [8], [9], [10, 'file +1']] as const)
      assert.deepEqual(differences({}, 5, lines), told);
    assert.deepEqual(differences({ file: null }, 5, 100), []);
    assert.deepEqual(differences({ tally: 11 }, 7, 7), ['tally +1', 'counter +1', 'file -1']);
  });

  it('a counter that has nothing has lost every vote, but past the cap', () => {
    const held = (capReached: boolean) =>
      holdAgainst(ledger, { increase: gained(0), lines: undefined, capReached });
    assert.deepEqual(held(false), {
      question: 'editor',
      ballots: 10,
      tally: 10,
      window: 5,
      increase: { anchored: 0, plain: 0 },
      lines: undefined,
      pastCap: false,
      differences: ['counter -4'],
    });
    const { pastCap, differences: found } = held(true);
    assert.deepEqual([pastCap, found], [true, []]);
    const within = holdAgainst(ledger, { increase: gained(4), lines: undefined, capReached: true });
    assert.equal(within.pastCap, false);
    assert.deepEqual(differences({}, 7, undefined, true), ['counter +1']);
  });
});

describe('what was counted under `other`', () => {
  /** Questions of a window of 4 to 6 votes, which gained so many of their own; those with fewer are past the cap. */
  const held = (own: number[], others: number): AuditLine => {
    const all = own.map(() => ledger);
    const lines = own.map((votes) =>
      holdAgainst(ledger, { increase: gained(votes), lines: undefined, capReached: true }),
    );
    return holdOthers(all, lines, gained(others));
  };

  it('is what the others lack', () => {
    assert.deepEqual(held([0, 1, 5], 9), {
      question: 'other',
      ballots: 0,
      tally: 0,
      window: 9,
      increase: { anchored: 9, plain: 9 },
      lines: undefined,
      pastCap: true,
      differences: [],
    });
  });

  it('may be as much more as the bounds of any question leave open', () => {
    // 4 and 3 are missing at least, 6 and 5 at most; one more of the question that has all of its own.
    for (const [others, ...told] of [[6, 'counter -1'], [7], [12], [13, 'counter +1']] as const)
      assert.deepEqual(held([0, 1, 5], others).differences, told);
    // One that has gained too many takes nothing from that.
    for (const [others, ...told] of [[3, 'counter -1'], [4], [6], [7, 'counter +1']] as const)
      assert.deepEqual(held([0, 9], others).differences, told);
  });
});
