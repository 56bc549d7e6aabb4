import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

const vote = (): CastVote => ({ ballotId: randomUUID(), questionId: 1, choices: [1], voter: null });
const outcomesFor = (votes: readonly CastVote[], outcome: VoteOutcome) =>
  new Map(votes.map(({ ballotId }) => [ballotId, outcome]));

/** A batch of three votes that got no answer. */
function lost() {
  const votes = [vote(), vote(), vote()] as const;
  const unanswered = new UnansweredVotes();
  const batch = unanswered.next(votes);
  unanswered.lose(batch);
  return { votes, unanswered, batch };
}

describe('votes that got no answer', () => {
  it('are in batches that the process numbers, by a name of its own', () => {
    const [one, other] = [new UnansweredVotes(), new UnansweredVotes()];
    assert.deepEqual([one.next([]).number, one.next([]).number, other.next([]).number], [1, 2, 1]);
    assert.notEqual(one.process, other.process);
  });

  it('are all those of a batch until it is asked after', () => {
    const { unanswered, batch } = lost();
    assert.deepEqual([unanswered.lost, unanswered.size, unanswered.untold], [batch, 3, []]);
  });

  it('are those that were recorded from then on, each with what became of it', () => {
    const { unanswered, batch, votes } = lost();
    unanswered.learn(batch, { counted: '1,3', changed: '3' });
    const [first, , third] = votes;
    assert.deepEqual([unanswered.lost, unanswered.size, unanswered.untold], [undefined, 2, [first, third]]);
    assert.deepEqual(
      [...unanswered.take(votes)],
      [
        [first.ballotId, 'counted'],
        [third.ballotId, 'changed'],
      ],
    );
    assert.deepEqual([unanswered.size, unanswered.take(votes)], [0, new Map()]);
  });

  it('are none where the batch was not committed', () => {
    const { unanswered, batch } = lost();
    unanswered.learn(batch, undefined);
    assert.deepEqual([unanswered.lost, unanswered.size], [undefined, 0]);
  });

  it('are learnt of once, and of no batch but the one that was lost', () => {
    const { unanswered, batch, votes } = lost();
    unanswered.learn({ number: 1, votes }, { counted: '1', changed: '' });
    assert.equal(unanswered.size, 3);
    unanswered.learn(batch, { counted: '', changed: '' });
    unanswered.learn(batch, { counted: '1', changed: '' });
    assert.equal(unanswered.size, 0);
  });

  it('are kept as far as they have an outcome', () => {
    const [one, other] = [vote(), vote()];
    const unanswered = new UnansweredVotes();
    unanswered.keep([one, other], outcomesFor([other], 'counted'));
    assert.deepEqual(unanswered.untold, [other]);
  });

  for (const [what, change] of [
    ['question', { questionId: 2 }],
    ['choice', { choices: [2] }],
    ['number of choices', { choices: [1, 2] }],
  ] as const)
    it(`are not another vote of the same ballot, with another ${what}`, () => {
      const unanswered = new UnansweredVotes();
      const kept = vote();
      unanswered.keep([kept], outcomesFor([kept], 'counted'));
      assert.deepEqual([unanswered.take([{ ...kept, ...change }]), unanswered.size], [new Map(), 1]);
      assert.deepEqual([unanswered.take([{ ...kept }]).size, unanswered.size], [1, 0]);
    });
});
