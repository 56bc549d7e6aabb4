import type { Database } from '#src/database/database.ts';
import {
  readTimeline,
  type Timeline,
  type TimelineOf,
} from '#src/features/results/timeline/read-timeline.ts';

/** A timeline is shown for this long before it is read again, in milliseconds, and longer where reading it takes long. */
const LIFETIME = 900;
const REST_FACTOR = 10;
/** Milliseconds it is shown for at most: a read that took longer has waited for a database that was away. */
const MOST_LIFETIME = 10_000;
/** Timelines kept at most. */
const MOST = 1000;

/** Reads timelines for many readers: each scans the ballots of its question, so readers share one for a moment. */
export class TimelineReader {
  #known = new Map<number, { timeline: Promise<Timeline>; until: number }>();
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** The timeline, a second old, or ten at most where it takes long to read, as with millions of ballots. */
  read(question: TimelineOf): Promise<Timeline> {
    const known = this.#known.get(question.id);
    return known && known.until > performance.now() ? known.timeline : this.readNow(question);
  }

  /** The timeline of this moment, which others then share. */
  readNow(question: TimelineOf): Promise<Timeline> {
    if (this.#known.size >= MOST) this.#known.clear();
    const start = performance.now();
    const entry = { timeline: readTimeline(this.#database, question), until: Number.POSITIVE_INFINITY };
    this.#known.set(question.id, entry);
    entry.timeline.then(
      () => {
        const end = performance.now();
        const rest = Math.max(LIFETIME, REST_FACTOR * (end - start));
        entry.until = end + Math.min(rest, MOST_LIFETIME);
      },
      () => this.#known.delete(question.id),
    );
    return entry.timeline;
  }
}
