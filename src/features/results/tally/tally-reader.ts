import type { Database } from '#src/database/database.ts';
import { SharedReads } from '#src/database/shared-reads.ts';
import { readTally, type Tally, type TallyOf } from '#src/features/results/tally/read-tally.ts';

/** Reads tallies for many readers at once, of whom none gets one that is older than their question. */
export class TallyReader {
  readonly #reads = new SharedReads<Tally>();
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The tally as it is now or a moment later. */
  read(question: TallyOf): Promise<Tally> {
    return this.#reads.read(question.id, () => readTally(this.#database, question));
  }
}
