import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type {
  QuestionKind,
  QuestionPolicy,
  QuestionState,
  ResultsAudience,
} from '#src/database/models/question.ts';
import type { Notifications } from '#src/database/notifications.ts';
import { questionOpened } from '#src/telemetry/signals.ts';

/** Channel on which every process hears that a question was published, edited, closed or deleted. */
export const QUESTIONS_CHANNEL = 'questions';

/** What stays the same for every visitor of a question; its tally is elsewhere. */
export interface PublishedQuestion {
  id: number;
  slug: string;
  text: string;
  description: string;
  kind: QuestionKind;
  policy: QuestionPolicy;
  minChoices: number;
  maxChoices: number;
  secret: boolean;
  results: ResultsAudience;
  timeZone: string;
  state: QuestionState;
  opensAt: Date | null;
  closesAt: Date | null;
  authorId: number | null;
  choices: readonly { id: number; text: string }[];
}

/** A question is read again after this long even if no message said so, in milliseconds. */
const LIFETIME = 10_000;
/** Questions kept in memory at most. */
const MOST = 10_000;

interface Known {
  question: Promise<PublishedQuestion | undefined>;
  id?: number | undefined;
  until: number;
}

/**
 * The published questions of this process, each read once and forgotten when a message says that it changed.
 * A stale entry does no harm: the ledger checks every vote against the database.
 */
export class QuestionCatalogue {
  #known = new Map<string, Known>();
  readonly #database: Database;

  constructor(database: Database, notifications?: Notifications) {
    this.#database = database;
    notifications?.on('message', (channel, payload) => {
      if (channel === QUESTIONS_CHANNEL) this.#heard(payload);
    });
    notifications?.on('reset', () => this.#known.clear());
  }

  /** The published question of that slug, or undefined; drafts are not published. */
  find(slug: string): Promise<PublishedQuestion | undefined> {
    const known = this.#known.get(slug);
    if (known && known.until > Date.now()) return known.question;
    if (this.#known.size >= MOST) this.#known.clear();
    const question = this.#read(slug);
    const entry: Known = { question, until: Date.now() + LIFETIME };
    this.#known.set(slug, entry);
    question.then(
      (found) => {
        entry.id = found?.id;
      },
      () => this.#known.delete(slug),
    );
    return question;
  }

  /** The id of a question that is in memory; nothing is read for it. */
  idOf(slug: string): number | undefined {
    return this.#known.get(slug)?.id;
  }

  /** Gives every question that takes votes its zero, so that no counter begins with its first vote. */
  async announceOpen(): Promise<void> {
    const open = await this.#database.sequelize.query<{ id: number; slug: string }>(
      `SELECT id, slug FROM questions WHERE state = 'open' AND (closes_at IS NULL OR closes_at > now())`,
      { type: QueryTypes.SELECT },
    );
    for (const question of open) questionOpened(question);
  }

  forget(slug: string): void {
    this.#known.delete(slug);
  }

  #heard(payload: string): void {
    const { id, slug, event } = JSON.parse(payload) as { id: number; slug: string; event: string };
    this.forget(slug);
    if (event === 'published') questionOpened({ id, slug });
  }

  async #read(slug: string): Promise<PublishedQuestion | undefined> {
    const question = await this.#database.questions.findOne({
      where: { slug },
      include: 'choices',
      order: [['choices', 'position', 'ASC']],
    });
    if (!question || question.state === 'draft') return undefined;
    const { choices = [] } = question;
    return {
      ...question.get(),
      choices: choices.map((choice) => ({ id: choice.id, text: choice.text })),
    };
  }
}
