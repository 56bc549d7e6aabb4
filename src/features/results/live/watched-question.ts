import {
  CHANGED,
  type LiveMessage,
  resultsMessage,
  type Send,
} from '#src/features/results/live/live-message.ts';
import { Paced } from '#src/features/results/live/paced.ts';
import type { Tally, TallyOf } from '#src/features/results/tally/read-tally.ts';
import { resultsFresh } from '#src/telemetry/signals.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Numbers are sent at most this often, in milliseconds. */
const RESULTS_EVERY = 200;
/** Pieces of the page, which are larger, are sent at most this often, in milliseconds. */
const PARTS_EVERY = 1000;
/** The longest that a timer can wait, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A question whose results are followed. */
export interface Watchable extends TallyOf {
  timeZone: string;
  opensAt: Date | null;
  closesAt: Date | null;
}

export interface Viewer {
  locale: Locale;
  send: Send;
}

/** Where the results of a question come from. */
export interface ResultsSources {
  tally: (question: Watchable) => Promise<Tally>;
  /** Pieces of the page by name, for viewers of these languages. */
  parts: (
    question: Watchable,
    tally: Tally,
    locales: readonly Locale[],
  ) => Promise<Map<Locale, Record<string, string>>>;
}

/** The viewers of one question: whatever their number, its tally is read once a change. */
export class WatchedQuestion {
  #viewers = new Set<Viewer>();
  #committedAt: number | undefined;
  #tally: Tally | undefined;
  #results: LiveMessage | undefined;
  #parts = new Map<Locale, LiveMessage>();
  readonly #numbers: Paced;
  readonly #pieces: Paced;
  readonly #closing: NodeJS.Timeout | undefined;

  constructor(question: Watchable, sources: ResultsSources) {
    const untraced = (work: () => Promise<void>) => () => withoutTrace(work);
    this.#numbers = new Paced(
      RESULTS_EVERY,
      untraced(async () => {
        const committedAt = this.#committedAt;
        // A vote that commits from here on may be missing in the reading, and asks for another.
        this.#committedAt = undefined;
        this.#sendNumbers(await sources.tally(question), committedAt);
      }),
    );
    this.#pieces = new Paced(
      PARTS_EVERY,
      untraced(async () => {
        const locales = [...new Set([...this.#viewers].map(({ locale }) => locale))];
        if (this.#tally) this.#sendPieces(await sources.parts(question, this.#tally, locales));
      }),
    );
    const left = (question.closesAt?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now();
    if (left > 0 && left < LONGEST_TIMER) this.#closing = setTimeout(() => this.sendAll(CHANGED), left);
  }

  get abandoned(): boolean {
    return this.#viewers.size === 0;
  }

  /** Sends the viewer what is known, and what changes from now on. */
  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    const parts = this.#parts.get(viewer.locale);
    if (this.#results) viewer.send(this.#results);
    else this.#numbers.ask();
    if (parts) viewer.send(parts);
    else this.#pieces.ask();
  }

  remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
  }

  /** Votes of the question became durable at `committedAt`, in milliseconds since the epoch. */
  changed(committedAt?: number): void {
    this.#committedAt = Math.min(committedAt ?? Date.now(), this.#committedAt ?? Number.POSITIVE_INFINITY);
    this.#numbers.ask();
  }

  sendAll(message: LiveMessage): void {
    for (const { send } of [...this.#viewers]) send(message);
  }

  stop(): void {
    clearTimeout(this.#closing);
    this.#numbers.stop();
    this.#pieces.stop();
  }

  #sendNumbers(tally: Tally, committedAt: number | undefined): void {
    this.#tally = tally;
    this.#results = resultsMessage(tally);
    this.sendAll(this.#results);
    if (committedAt !== undefined) resultsFresh(Math.max(0, Date.now() - committedAt) / 1000);
    this.#pieces.ask();
  }

  #sendPieces(parts: Map<Locale, Record<string, string>>): void {
    for (const [language, pieces] of parts) {
      const message: LiveMessage = { event: 'parts', data: JSON.stringify(pieces) };
      if (this.#parts.get(language)?.data === message.data) continue;
      this.#parts.set(language, message);
      for (const { locale, send } of this.#viewers) if (locale === language) send(message);
    }
  }
}
