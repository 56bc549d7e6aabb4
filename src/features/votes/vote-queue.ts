import { type CastVote, sameVote, type VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { waitsTooLong } from '#src/features/votes/patience.ts';

/** Thrown for a vote that finds the queue full: try again in a moment. */
export class VoteQueueFull extends Error {
  override name = 'VoteQueueFull';
}

/** Makes a batch durable and gives an outcome a ballot id. */
export type CommitBatch<V extends CastVote = CastVote> = (
  votes: readonly V[],
) => Promise<Map<string, VoteOutcome>>;

/** Called with votes that are given up together, repeated ones included, and the reason. */
export type OnGivenUp<V> = (votes: readonly V[], error: unknown) => void;

interface Waiting<V> {
  vote: V;
  /** Set once it was put back behind another vote under its id, which happens at most once. */
  again?: boolean;
  settle: { resolve: (outcome: VoteOutcome) => void; reject: (error: unknown) => void };
}

/** Outcomes that say that the ledger has this very vote, so that any other under its id is another. */
const TAKEN: ReadonlySet<VoteOutcome> = new Set(['counted', 'changed', 'replayed']);

/**
 * Group commit: votes that arrive while a batch commits form the next batch, so the commit in flight is the
 * only timer there is. A vote is answered after the commit of its own batch.
 */
export class VoteQueue<V extends CastVote = CastVote> {
  #waiting = new Map<string, Waiting<V>[]>();
  #size = 0;
  #running: Promise<void> | undefined;
  readonly #commit: CommitBatch<V>;
  readonly #limits: { queue: number; batch: number };
  readonly #onGivenUp: OnGivenUp<V> | undefined;

  constructor(commit: CommitBatch<V>, limits: { queue: number; batch: number }, onGivenUp?: OnGivenUp<V>) {
    this.#commit = commit;
    this.#limits = limits;
    this.#onGivenUp = onGivenUp;
  }

  /** Votes that wait for the next batch. */
  get size(): number {
    return this.#size;
  }

  /** Whether the next vote is refused. */
  get full(): boolean {
    return this.#size >= this.#limits.queue;
  }

  /** Resolves when the vote's batch is durable. @throws {VoteQueueFull} beyond the limit. */
  cast(vote: V): Promise<VoteOutcome> {
    if (this.full) return Promise.reject(new VoteQueueFull('the vote queue is full'));
    return new Promise((resolve, reject) => {
      const entry = { vote, settle: { resolve, reject } };
      const same = this.#waiting.get(vote.ballotId);
      if (same) same.push(entry);
      else this.#waiting.set(vote.ballotId, [entry]);
      this.#size += 1;
      this.#running ??= this.#run();
    });
  }

  /** Resolves when every vote that was waiting is answered. */
  async drain(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // The votes of one tick of the event loop share the first batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.#size > 0) await this.#settle(this.#take());
    this.#running = undefined;
  }

  #take(): Waiting<V>[][] {
    const batch: Waiting<V>[][] = [];
    for (const [ballotId, entries] of this.#waiting) {
      if (batch.length >= this.#limits.batch) break;
      batch.push(entries);
      this.#waiting.delete(ballotId);
      this.#size -= entries.length;
    }
    return batch;
  }

  async #settle(batch: readonly Waiting<V>[][]): Promise<void> {
    const firsts = batch.map(([first]) => (first as Waiting<V>).vote);
    let outcomes: Map<string, VoteOutcome>;
    try {
      outcomes = await this.#commit(firsts);
    } catch (error) {
      const failed = [...batch.flat(), ...this.#takeTooLate()];
      for (const { settle } of failed) settle.reject(error);
      this.#onGivenUp?.(
        failed.map(({ vote }) => vote),
        error,
      );
      return;
    }
    for (const [first, ...retries] of batch as [Waiting<V>, ...Waiting<V>[]][]) {
      const outcome = outcomes.get(first.vote.ballotId) ?? 'invalid';
      first.settle.resolve(outcome);
      const others: Waiting<V>[] = [];
      for (const entry of retries) {
        if (sameVote(entry.vote, first.vote))
          entry.settle.resolve(outcome === 'counted' ? 'replayed' : outcome);
        else if (TAKEN.has(outcome) || entry.again) entry.settle.resolve('conflict');
        else others.push({ ...entry, again: true });
      }
      if (others.length > 0) this.#putBack(first.vote.ballotId, others);
    }
  }

  /** Votes under the id of a vote that was refused: the next batch tries them, once, so that nobody gets a batch for each of many. */
  #putBack(ballotId: string, entries: readonly Waiting<V>[]): void {
    this.#waiting.set(ballotId, [...entries, ...(this.#waiting.get(ballotId) ?? [])]);
    this.#size += entries.length;
  }

  /** Takes the votes that waited too long behind a batch that was given up: trying them would take as long again. */
  #takeTooLate(): Waiting<V>[] {
    const late: Waiting<V>[] = [];
    for (const [ballotId, entries] of this.#waiting) {
      if (!entries.every(({ vote }) => waitsTooLong(vote))) break;
      late.push(...entries);
      this.#waiting.delete(ballotId);
      this.#size -= entries.length;
    }
    return late;
  }
}
