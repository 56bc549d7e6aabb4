import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import type { Recorded } from '#src/features/votes/record-statement.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

const vote = (): CastVote => ({ ballotId: randomUUID(), questionId: 1, choices: [1], voter: null });
const recordedBy = (transaction: string): Recorded => ({
  transaction,
  castAt: `${transaction}.5`,
  counted: '',
});
const all = (votes: readonly CastVote[], outcome: VoteOutcome) =>
  new Map(votes.map(({ ballotId }) => [ballotId, outcome]));

/** Votes of one batch that got no answer. */
function held(count: number, outcome: VoteOutcome = 'counted') {
  const votes = Array.from({ length: count }, vote);
  const unanswered = new UnansweredVotes();
  unanswered.add(votes, all(votes, outcome), recordedBy('7'));
  const [first = vote()] = votes;
  const settle = (said: VoteOutcome, castAt: string | null) =>
    unanswered.settle({ ballot: first.ballotId, outcome: said, castAt });
  return { unanswered, votes, first, settle };
}

describe('votes whose commit got no answer', () => {
  it('are those of a batch that have an outcome, by their transaction', () => {
    const { unanswered, votes } = held(2);
    const [later, refused] = [vote(), vote()];
    unanswered.add([later, refused], all([later], 'counted'), recordedBy('8'));
    assert.equal(unanswered.size, 3);
    assert.deepEqual(
      [...unanswered.byTransaction].map(([transaction, entries]) => [
        transaction,
        entries.map((one) => one.vote),
      ]),
      [
        ['7', votes],
        ['8', [later]],
      ],
    );
  });

  it('are ten thousand at most', () => {
    const { unanswered, votes } = held(10_001);
    assert.equal(unanswered.size, 10_000);
    assert.ok(!unanswered.byTransaction.get('7')?.some((one) => one.vote === votes.at(-1)));
  });

  it('are no longer those of their first batch once they were sent again, or are forgotten', () => {
    const { unanswered, first } = held(1);
    const [before] = unanswered.byTransaction.get('7') ?? [];
    assert.ok(before && unanswered.has(before));
    unanswered.add([first], all([first], 'counted'), recordedBy('8'));
    assert.ok(!unanswered.has(before));
    unanswered.forget(first.ballotId);
    assert.equal(unanswered.size, 0);
    assert.ok(!unanswered.has(before));
  });

  for (const [what, said, castAt, outcome] of [
    ['have the outcome nobody was told where they are there by then', 'replayed', '7.5', 'changed'],
    ['have it where another answer has taken their place since', 'replayed', null, 'changed'],
    ['were there already where another process has added them', 'replayed', '8.5', 'replayed'],
    ['have the outcome of the ledger where they are not there', 'closed', null, 'closed'],
    ['have it where the id was used for another vote', 'conflict', '7.5', 'conflict'],
  ] as const)
    it(`${what}, and are settled`, () => {
      const { unanswered, settle } = held(1, 'changed');
      assert.equal(settle(said, castAt), outcome);
      assert.equal(unanswered.size, 0);
      assert.equal(settle(said, castAt), said);
    });
});
