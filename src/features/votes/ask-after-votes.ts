import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Sequelize } from 'sequelize';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import { isInterrupted } from '#src/database/is-interrupted.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { sqlState } from '#src/features/votes/commit-votes.ts';
import { explainVotes } from '#src/features/votes/explain-votes.ts';
import type { Unanswered, UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';

/** Milliseconds between two rounds of asking. */
const PACE = 1000;
/** Milliseconds for which a process that stops asks on. */
const LAST_ASKING = 5000;

/** Told of votes that were found to be in the ledger, with their outcomes by ballot. */
type OnFound<V extends CastVote> = (votes: readonly V[], outcomes: Map<string, VoteOutcome>) => void;

/** Whether a transaction may still be committed. @throws where PostgreSQL cannot be asked. */
async function goesOn(sequelize: Sequelize, transaction: string): Promise<boolean> {
  try {
    const [row] = await sequelize.query<{ status: string | null }>(
      'SELECT pg_xact_status($1::xid8) AS status',
      { bind: [transaction], type: QueryTypes.SELECT },
    );
    return row?.status === 'in progress';
  } catch (error) {
    // A server that was lost with the number, or took over, refuses it until it gives it to another.
    if (sqlState(error)?.length === 5 && !isInterrupted(error)) return false;
    throw error;
  }
}

/**
 * Asks the ledger after votes whose batch was given up before it was known whether its commit was made, until that is known.
 * It only reads: their voters were told that they may have to send them again.
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
    for (const [transaction, entries] of this.#unanswered.byTransaction) {
      if (await goesOn(this.#sequelize, transaction)) continue;
      await this.#settle(entries);
    }
  }

  async #settle(entries: readonly Unanswered<V>[]): Promise<void> {
    const reading = await DriverTransaction.begin(this.#sequelize);
    const explained = await explainVotes(
      reading,
      entries.map(({ vote }) => vote),
    ).finally(() => reading.rollback());
    // A vote that was sent again meanwhile was settled with it.
    const current = new Map(
      entries.filter((one) => this.#unanswered.has(one)).map((one) => [one.vote.ballotId, one.vote]),
    );
    const outcomes = new Map(
      explained
        .filter(({ ballot }) => current.has(ballot))
        .map((one) => [one.ballot, this.#unanswered.settle(one)]),
    );
    this.#onFound([...current.values()], outcomes);
  }
}
