import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { Notifications } from '#src/database/notifications.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import type { Send } from '#src/features/results/live/live-message.ts';
import {
  type ResultsSources,
  type Viewer,
  type Watchable,
  WatchedQuestion,
} from '#src/features/results/live/watched-question.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';

/** Channel on which every process hears which questions got votes. */
export const VOTES_CHANNEL = 'votes';
/** Changes are told at most this often a process, in milliseconds: NOTIFY makes commits queue up. */
const TELL_EVERY = 200;
/** Questions in one message: PostgreSQL takes none of 8,000 bytes or more, and each needs 30 or so. */
const MOST_IN_MESSAGE = 200;

/** Tells every process about votes of this one, and gives the streams of this process the new results. */
export class LiveResults {
  #changed = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #watched = new Map<number, WatchedQuestion>();
  readonly #database: Database;
  readonly #sources: ResultsSources;

  constructor(database: Database, notifications: Notifications, sources: ResultsSources) {
    this.#database = database;
    this.#sources = sources;
    notifications.on('message', (channel, payload) => {
      if (channel === VOTES_CHANNEL) this.#heard(JSON.parse(payload) as [number, number][]);
      if (channel === QUESTIONS_CHANNEL) this.#end((JSON.parse(payload) as { id: number }).id);
    });
    notifications.on('reset', () => {
      for (const watched of this.#watched.values()) void this.#review(watched);
    });
  }

  /** Votes of the question became durable at `committedAt`, in milliseconds since the epoch. */
  changed(questionId: number, committedAt: number): void {
    if (!this.#changed.has(questionId)) this.#changed.set(questionId, committedAt);
    this.#timer ??= withoutTrace(() => setTimeout(() => this.#tell(), TELL_EVERY));
  }

  /** Sends the viewer the results as they are and whatever happens to them; the returned function ends that. */
  watch(question: Watchable, viewer: Viewer): () => void {
    const watched = this.#watch(question);
    watched.add(viewer);
    return () => {
      watched.remove(viewer);
      this.#leave(watched);
    };
  }

  /** Sends that the question changed and nothing else, whatever is voted; the returned function ends that. */
  awaitChange(question: Watchable, send: Send): () => void {
    const watched = this.#watch(question);
    watched.addWaiting(send);
    return () => {
      watched.removeWaiting(send);
      this.#leave(watched);
    };
  }

  /** Tells nothing more, and tries nothing again that could not be told. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watched of this.#watched.values()) watched.stop();
  }

  #watch(question: Watchable): WatchedQuestion {
    const watched = this.#watched.get(question.id) ?? new WatchedQuestion(question, this.#sources);
    this.#watched.set(question.id, watched);
    return watched;
  }

  #leave(watched: WatchedQuestion): void {
    if (!watched.abandoned) return;
    watched.stop();
    const { id } = watched.question;
    if (this.#watched.get(id) === watched) this.#watched.delete(id);
  }

  #tell(): void {
    this.#timer = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    const messages = [];
    for (let at = 0; at < changed.length; at += MOST_IN_MESSAGE)
      messages.push(JSON.stringify(changed.slice(at, at + MOST_IN_MESSAGE)));
    this.#database.sequelize
      .query('SELECT pg_notify($1, message) FROM unnest($2::text[]) AS message', {
        bind: [VOTES_CHANNEL, messages],
        type: QueryTypes.SELECT,
      })
      .catch(() => {
        // Tried again, since no later vote may come that would tell of these as well.
        if (!this.#closed)
          for (const [questionId, committedAt] of changed) this.changed(questionId, committedAt);
      });
  }

  #heard(changed: [questionId: number, committedAt: number][]): void {
    for (const [questionId, committedAt] of changed) this.#watched.get(questionId)?.changed(committedAt);
  }

  /** Messages may have been missed, of votes and of changes of who may see the results. */
  async #review(watched: WatchedQuestion): Promise<void> {
    const { question } = watched;
    const now = await this.#sources.question(question.slug).catch(() => question);
    if (JSON.stringify(now) === JSON.stringify(question)) watched.changed();
    else this.#end(question.id);
  }

  /** The question has changed: its viewers reconnect, and whether they may see the results is checked again. */
  #end(questionId: number): void {
    const watched = this.#watched.get(questionId);
    this.#watched.delete(questionId);
    void watched?.tellChange();
    watched?.stop();
  }
}
