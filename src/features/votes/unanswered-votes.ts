import { randomUUID } from 'node:crypto';
import { type CastVote, sameVote, type VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { outcomesOf, type Recorded } from '#src/features/votes/recorded.ts';

/** Votes that are sent to the ledger together, and their number among the batches of the process. */
export interface Batch<V extends CastVote = CastVote> {
  number: number;
  votes: readonly V[];
}

/**
 * Keeps what a process still has to find out or tell about the batches it sends, one after the other: the batch whose commit got no
 * answer, and recorded votes whose senders have not been told.
 */
export class UnansweredVotes<V extends CastVote = CastVote> {
  /** Stands for the process in the ledger. */
  readonly process = randomUUID();
  #sent = 0;
  #lost: Batch<V> | undefined;
  readonly #untold = new Map<string, { vote: V; outcome: VoteOutcome }>();

  /** The batch of which is not known whether it was committed. */
  get lost(): Batch<V> | undefined {
    return this.#lost;
  }

  /** Votes of which nobody was told what became of them. */
  get size(): number {
    return (this.#lost?.votes.length ?? 0) + this.#untold.size;
  }

  /** Gives votes the next number. */
  next(votes: readonly V[]): Batch<V> {
    this.#sent += 1;
    return { number: this.#sent, votes };
  }

  /** Notes that a batch may have been committed. */
  lose(batch: Batch<V>): void {
    this.#lost = batch;
  }

  /** Notes what became of it: what it recorded, or nothing where it was not committed and never will be. */
  learn(batch: Batch<V>, recorded: Recorded | undefined): void {
    if (this.#lost !== batch) return;
    this.#lost = undefined;
    if (recorded) this.keep(batch.votes, outcomesOf(batch.votes, recorded));
  }

  /** Keeps the outcomes of those votes that have one, until somebody takes them. */
  keep(votes: readonly V[], outcomes: ReadonlyMap<string, VoteOutcome>): void {
    for (const vote of votes) {
      const outcome = outcomes.get(vote.ballotId);
      if (outcome) this.#untold.set(vote.ballotId, { vote, outcome });
    }
  }

  /** Takes the outcomes of these votes, as far as they are kept. */
  take(votes: readonly CastVote[]): Map<string, VoteOutcome> {
    const outcomes = new Map<string, VoteOutcome>();
    for (const vote of votes) {
      const kept = this.#untold.get(vote.ballotId);
      if (!kept || !sameVote(kept.vote, vote)) continue;
      outcomes.set(vote.ballotId, kept.outcome);
      this.#untold.delete(vote.ballotId);
    }
    return outcomes;
  }

  /** All votes that are kept. */
  get untold(): V[] {
    return Array.from(this.#untold.values(), ({ vote }) => vote);
  }
}
