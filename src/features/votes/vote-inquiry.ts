import { setTimeout as sleep } from 'node:timers/promises';
import type { Sequelize } from 'sequelize';
import { askAfterBatch } from '#src/features/votes/ask-after-batch.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import type { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

/** Milliseconds between two rounds of asking. */
const PACE = 1000;
/** Milliseconds for which a process that stops asks on. */
const LAST_ASKING = 5000;

/** Told of votes that were found to be in the ledger, with their outcomes by ballot. */
type OnFound<V extends CastVote> = (votes: readonly V[], outcomes: Map<string, VoteOutcome>) => void;

/**
 * Asks the ledger after votes whose batch was given up before it was known whether its commit was made, until that is known.
 * It records none: their voters were told that they may have to send them again.
 */
export class VoteInquiry<V extends CastVote> {
  readonly #sequelize: Sequelize;
  readonly #unanswered: UnansweredVotes<V>;
  readonly #onFound: OnFound<V>;
  readonly #stop = new AbortController();
  #asking: Promise<void> | undefined;

  constructor(sequelize: Sequelize, unanswered: UnansweredVotes<V>, onFound: OnFound<V>) {
    this.#sequelize = sequelize;
    this.#unanswered = unanswered;
    this.#onFound = onFound;
  }

  /** Begins to ask where there is something to ask after. */
  start(): void {
    if (this.#unanswered.size > 0) this.#asking ??= this.#askOn();
  }

  /** Asks for a few seconds more; gives the number of votes of which nothing was learnt. */
  async stop(): Promise<number> {
    const timer = setTimeout(() => this.#stop.abort(), LAST_ASKING);
    await this.#asking;
    clearTimeout(timer);
    return this.#unanswered.size;
  }

  async #askOn(): Promise<void> {
    const { signal } = this.#stop;
    while (this.#unanswered.size > 0 && !signal.aborted) {
      // Where the database is still away, the next round may find it.
      await this.#ask().catch(() => undefined);
      if (this.#unanswered.size > 0) await sleep(PACE, undefined, { signal }).catch(() => undefined);
    }
    this.#asking = undefined;
  }

  async #ask(): Promise<void> {
    await askAfterBatch(this.#sequelize, this.#unanswered);
    const votes = this.#unanswered.untold;
    if (votes.length > 0) this.#onFound(votes, this.#unanswered.take(votes));
  }
}
