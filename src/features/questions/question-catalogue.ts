import { QueryTypes } from 'sequelize';
import { BatchedReads } from '#src/database/batched-reads.ts';
import type { Database } from '#src/database/database.ts';
import type { Notifications } from '#src/database/notifications.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { readPublished } from '#src/features/questions/read-published.ts';
import { questionOpened } from '#src/telemetry/signals.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';

/** Channel on which every process hears that a question was published, edited, closed or deleted. */
export const QUESTIONS_CHANNEL = 'questions';

/** Milliseconds after which a question is read again, even if no message said that it changed. */
const LIFETIME = 10_000;
/** … and from half of it on while those who ask get what is known; not all at the same moment. */
const renewedAfter = () => LIFETIME * (0.5 + 0.4 * Math.random());
/** Those that are to be read again are read together, this often in milliseconds. */
const RENEW_EVERY = 100;
/** What the addresses of questions are made of; others are not looked for. */
const SLUG = /^[a-z0-9-]{1,80}$/;
/** Questions kept in memory at most. */
const MOST = 10_000;

interface Known {
  question: Promise<PublishedQuestion | undefined>;
  id?: number | undefined;
  from: number;
  until: number;
  renewAt: number;
}

/**
 * The published questions of this process, each read once and forgotten when a message says that it changed.
 * A stale entry does no harm: the ledger checks every vote against the database.
 */
export class QuestionCatalogue {
  #known = new Map<string, Known>();
  #due = new Map<string, Known>();
  #timer: NodeJS.Timeout | undefined;
  readonly #database: Database;
  readonly #reads: BatchedReads<PublishedQuestion>;

  constructor(database: Database, notifications?: Notifications) {
    this.#database = database;
    this.#reads = new BatchedReads((slugs) => readPublished(database, slugs));
    notifications?.on('message', (channel, payload) => {
      if (channel === QUESTIONS_CHANNEL) this.#heard(payload);
    });
    notifications?.on('reset', () => this.#known.clear());
  }

  /** The published question of that slug, or undefined; drafts are not published. */
  find(slug: string): Promise<PublishedQuestion | undefined> {
    const known = this.#known.get(slug);
    const now = Date.now();
    if (!known && !SLUG.test(slug)) return Promise.resolve(undefined);
    // A reading from the future was made before the clock was set back.
    if (!known || known.until <= now || now < known.from)
      return this.#know(slug, this.#reads.read(slug)).question;
    if (known.renewAt <= now) this.#renew(slug, known);
    return known.question;
  }

  /** The id of a question that is in memory; nothing is read for it. */
  idOf(slug: string): number | undefined {
    return this.#known.get(slug)?.id;
  }

  /**
   * Gives every question that takes votes its zero, so that no counter begins with its first vote. By their order processes that
   * start together agree on which are past the cap.
   */
  async announceOpen(): Promise<void> {
    const open = await this.#database.sequelize.query<{ id: number; slug: string }>(
      `SELECT id, slug FROM questions WHERE state = 'open' AND (closes_at IS NULL OR closes_at > now()) ORDER BY id`,
      { type: QueryTypes.SELECT },
    );
    for (const question of open) questionOpened(question);
  }

  /** Has the question read anew when it is asked for next. */
  forget(slug: string): void {
    this.#known.delete(slug);
  }

  /** Has the question read anew when it is asked for next if it differs from what is known: the message may still be on its way. */
  async forgetOutdated(slug: string): Promise<void> {
    const known = this.#known.get(slug);
    const [before, now] = await Promise.all([known?.question, this.#reads.read(slug)]);
    if (this.#known.get(slug) === known && JSON.stringify(before) !== JSON.stringify(now)) this.forget(slug);
  }

  #heard(payload: string): void {
    const { id, slug, event } = JSON.parse(payload) as { id: number; slug: string; event: string };
    this.forget(slug);
    if (event === 'published') questionOpened({ id, slug });
  }

  #know(slug: string, question: Known['question']): Known {
    const now = Date.now();
    const entry: Known = { question, from: now, until: now + LIFETIME, renewAt: now + renewedAfter() };
    // The first is the one that was read longest ago.
    this.#known.delete(slug);
    const [longest] = this.#known.keys();
    if (longest !== undefined && this.#known.size >= MOST) this.#known.delete(longest);
    this.#known.set(slug, entry);
    question.then(
      (found) => {
        entry.id = found?.id;
      },
      () => this.#known.delete(slug),
    );
    return entry;
  }

  /** Has a question read once more, soon. */
  #renew(slug: string, known: Known): void {
    known.renewAt = known.until;
    this.#due.set(slug, known);
    this.#timer ??= withoutTrace(() => setTimeout(() => this.#renewDue(), RENEW_EVERY).unref());
  }

  /** What was forgotten meanwhile stays so, and where questions cannot be read nothing changes. */
  #renewDue(): void {
    this.#timer = undefined;
    for (const [slug, known] of this.#due) {
      this.#reads.read(slug).then(
        (found) => {
          if (this.#known.get(slug) === known) this.#know(slug, Promise.resolve(found)).id = found?.id;
        },
        () => undefined,
      );
    }
    this.#due.clear();
  }
}
