import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { Notifications } from '#src/database/notifications.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { readTally } from '#src/features/results/tally.ts';
import { resultsFresh } from '#src/telemetry/signals.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';

/** Channel on which every process hears which questions got votes. */
export const VOTES_CHANNEL = 'votes';
/** Changes are told at most this often a process, in milliseconds: NOTIFY makes commits queue up. */
const TELL_EVERY = 200;

/** One state of a question's results, as the live stream sends it. */
export interface ResultsEvent {
  total: number;
  choices: { id: string; votes: number }[];
  asOf: string;
}

/** `changed` says that the question itself is not what it was: closed, edited or deleted. */
export type LiveMessage = { event: 'results'; data: ResultsEvent } | { event: 'changed'; data: '' };

type Send = (message: LiveMessage) => void;
const CHANGED: LiveMessage = { event: 'changed', data: '' };

/** The longest that a timer can wait, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Tells every process about votes of this one, and gives the streams of this process the new results. */
export class LiveResults {
  #changed = new Map<number, number>();
  #timer: NodeJS.Timeout | undefined;
  #viewers = new Map<number, Set<Send>>();
  readonly #database: Database;

  constructor(database: Database, notifications: Notifications) {
    this.#database = database;
    notifications.on('message', (channel, payload) => {
      if (channel === VOTES_CHANNEL) this.#heard(JSON.parse(payload) as [number, number][]);
      if (channel === QUESTIONS_CHANNEL) this.#send((JSON.parse(payload) as { id: number }).id, CHANGED);
    });
  }

  /** Votes of the question became durable at `committedAt`, in milliseconds since the epoch. */
  changed(questionId: number, committedAt: number): void {
    if (!this.#changed.has(questionId)) this.#changed.set(questionId, committedAt);
    this.#timer ??= withoutTrace(() => setTimeout(() => this.#tell(), TELL_EVERY));
  }

  /** Sends what happens to the question from now on; the returned function ends that. */
  watch({ id, closesAt }: { id: number; closesAt: Date | null }, send: Send): () => void {
    const viewers = this.#viewers.get(id) ?? new Set();
    this.#viewers.set(id, viewers.add(send));
    const left = (closesAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
    const timer = left > 0 && left < LONGEST_TIMER ? setTimeout(send, left, CHANGED) : undefined;
    return () => {
      clearTimeout(timer);
      viewers.delete(send);
      if (viewers.size === 0) this.#viewers.delete(id);
    };
  }

  /** The results of this moment. */
  async read(questionId: number): Promise<ResultsEvent> {
    const { total, choices, asOf } = await readTally(this.#database, questionId);
    return {
      total,
      choices: choices.map(({ id, votes }) => ({ id: String(id), votes })),
      asOf: asOf.toISOString(),
    };
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    this.#timer = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    // A message lost with its connection delays the streams until the next vote; nothing else depends on it.
    this.#database.sequelize
      .query('SELECT pg_notify($1, $2)', {
        bind: [VOTES_CHANNEL, JSON.stringify(changed)],
        type: QueryTypes.SELECT,
      })
      .catch(() => undefined);
  }

  #heard(changed: [questionId: number, committedAt: number][]): void {
    for (const [questionId, committedAt] of changed) {
      if (this.#viewers.has(questionId)) this.#refresh(questionId, committedAt).catch(() => undefined);
    }
  }

  #send(questionId: number, message: LiveMessage): void {
    for (const send of this.#viewers.get(questionId) ?? []) send(message);
  }

  async #refresh(questionId: number, committedAt: number): Promise<void> {
    this.#send(questionId, { event: 'results', data: await this.read(questionId) });
    resultsFresh(Math.max(0, Date.now() - committedAt) / 1000);
  }
}
