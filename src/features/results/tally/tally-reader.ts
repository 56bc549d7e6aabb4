import { BatchedReads } from '#src/database/batched-reads.ts';
import type { Database } from '#src/database/database.ts';
import { SharedReads } from '#src/database/shared-reads.ts';
import { readTallies, type Tally, type TallyOf } from '#src/features/results/tally/read-tally.ts';

/**
 * Reads tallies for many readers at once, of whom none gets one that is older than their question, and those of many
 * questions together.
 */
export class TallyReader {
  readonly #reads = new SharedReads<Tally>();
  readonly #together: BatchedReads<Tally, TallyOf>;
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
    this.#together = new BatchedReads((questions) => readTallies(database, questions));
  }

  /** The tally as it is now or a moment later. */
  read(question: TallyOf): Promise<Tally> {
    return this.#reads.read(question.id, async () => {
      // Rankings may be many, and nobody waits for those of another question.
      const tally =
        question.kind === 'ranked'
          ? (await readTallies(this.#database, [question])).get(question)
          : await this.#together.read(question);
      return tally as Tally;
    });
  }
}
