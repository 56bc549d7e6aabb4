import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import type { Explained } from '#src/features/votes/explain-votes.ts';
import type { Recorded } from '#src/features/votes/record-statement.ts';

/** A vote whose commit got no answer, with what became of it if it was committed. */
export interface Unanswered<V extends CastVote = CastVote> {
  vote: V;
  outcome: VoteOutcome;
  recorded: Recorded;
}

/** Twenty batches: each is one whose fate could not be learnt for as long as a vote is tried again. */
const MOST = 10_000;

/**
 * Votes whose commit got no answer, until it is known what became of them. A ballot that is found later tells by its time
 * whether this call of the ledger added it: another process may have, to which the voter has sent the vote again.
 */
export class UnansweredVotes<V extends CastVote = CastVote> {
  readonly #votes = new Map<string, Unanswered<V>>();

  get size(): number {
    return this.#votes.size;
  }

  /** All of them, by the transaction that would have added them. */
  get byTransaction(): Map<string, Unanswered<V>[]> {
    return Map.groupBy(this.#votes.values(), ({ recorded }) => recorded.transaction);
  }

  /** Adds those of a batch that have an outcome; where there are too many, they stay uncounted. */
  add(votes: readonly V[], outcomes: Map<string, VoteOutcome>, recorded: Recorded): void {
    for (const vote of votes) {
      const outcome = outcomes.get(vote.ballotId);
      if (outcome && this.size < MOST) this.#votes.set(vote.ballotId, { vote, outcome, recorded });
    }
  }

  has({ vote, recorded }: Unanswered<V>): boolean {
    return this.#votes.get(vote.ballotId)?.recorded === recorded;
  }

  /** Takes a vote out: another transaction has added it, so none before has. */
  forget(ballotId: string): void {
    this.#votes.delete(ballotId);
  }

  /** Takes a vote out, and gives its outcome: the one that nobody was told where it is there by this process. */
  settle({ ballot, outcome, castAt }: Explained): VoteOutcome {
    const first = this.#votes.get(ballot);
    this.#votes.delete(ballot);
    // An answer that was replaced since has left its receipt alone.
    const added = outcome === 'replayed' && (castAt === null || castAt === first?.recorded.castAt);
    return added && first ? first.outcome : outcome;
  }
}
