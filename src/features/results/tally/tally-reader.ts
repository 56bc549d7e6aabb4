import { BatchedReads } from '#src/database/batched-reads.ts';
import type { Database } from '#src/database/database.ts';
import { SharedReads } from '#src/database/shared-reads.ts';
import { type QuestionTimes, questionStatus } from '#src/features/questions/question-status.ts';
import { restAfter } from '#src/features/results/live/paced.ts';
import { readTallies, type Tally, type TallyOf } from '#src/features/results/tally/read-tally.ts';

/** A reading that took this long, as of tens of thousands of different rankings, is shown for a while; in milliseconds. */
const LONG = 50;
/** Fewer ballots than these are read fast; where they were not, it was for something else. */
const MANY = 1000;
/** A vote that was cast before the close may be committed this much later at most, in milliseconds. */
const SETTLED = 60_000;
/** Long readings kept at most. */
const MOST = 1000;

/** Whether every vote that counts is in the tally, or some may still come. */
function mayBeShown(question: QuestionTimes, { asOf }: Tally): boolean {
  if (questionStatus(question) !== 'closed') return true;
  return question.closesAt !== null && asOf.getTime() > question.closesAt.getTime() + SETTLED;
}

/**
 * Reads tallies for many readers at once, of whom none gets one that is older than their question, and those of many
 * questions together.
 */
export class TallyReader {
  readonly #reads = new SharedReads<Tally>();
  readonly #together: BatchedReads<Tally, TallyOf>;
  readonly #long = new Map<number, { tally: Tally; until: number }>();
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#together = new BatchedReads((questions) => readTallies(database, questions));
  }

  /** The tally as it is now or a moment later. */
  read(question: TallyOf): Promise<Tally> {
    return this.#reads.read(question.id, async () => {
      const start = performance.now();
      // Rankings may be many, and nobody waits for those of another question.
      const tally =
        question.kind === 'ranked'
          ? (await readTallies(this.#database, [question])).get(question)
          : await this.#together.read(question);
      this.#keep(question.id, tally as Tally, performance.now() - start);
      return tally as Tally;
    });
  }

  /**
   * The same, or where reading takes long, for a few times as long the one before: however often it is asked for, there is
   * time left for votes. What is final is never older than the last vote.
   */
  recent(question: TallyOf & QuestionTimes): Promise<Tally> {
    const long = this.#long.get(question.id);
    if (long && long.until > performance.now() && mayBeShown(question, long.tally))
      return Promise.resolve(long.tally);
    return this.read(question);
  }

  #keep(id: number, tally: Tally, took: number): void {
    this.#long.delete(id);
    if (took < LONG || tally.total < MANY) return;
    if (this.#long.size >= MOST) this.#long.clear();
    this.#long.set(id, { tally, until: performance.now() + restAfter(took) });
  }
}
