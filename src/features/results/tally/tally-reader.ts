import type { Database } from '#src/database/database.ts';
import { readTally, type Tally, type TallyOf } from '#src/features/results/tally/read-tally.ts';

/**
 * Reads tallies for many readers at once: one reading of a question runs at a time, and all who ask meanwhile share the
 * next. So nobody gets a tally that is older than their question, and the database is read as often as it can answer.
 */
export class TallyReader {
  #running = new Map<number, Promise<Tally>>();
  #next = new Map<number, Promise<Tally>>();
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The tally as it is now or a moment later. */
  read(question: TallyOf): Promise<Tally> {
    const running = this.#running.get(question.id);
    if (!running) return this.#start(question);
    const waiting = this.#next.get(question.id);
    if (waiting) return waiting;
    const next = running
      .catch(() => undefined)
      .then(() => {
        this.#next.delete(question.id);
        return this.#start(question);
      });
    this.#next.set(question.id, next);
    return next;
  }

  #start(question: TallyOf): Promise<Tally> {
    const reading = readTally(this.#database, question).finally(() => {
      if (this.#running.get(question.id) === reading) this.#running.delete(question.id);
    });
    this.#running.set(question.id, reading);
    return reading;
  }
}
