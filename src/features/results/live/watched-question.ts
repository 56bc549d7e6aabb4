import { setImmediate as turn } from 'node:timers/promises';
import { databaseTime } from '#src/database/database-time.ts';
import {
  CHANGED,
  type LiveMessage,
  liveMessage,
  pageResults,
  type Send,
} from '#src/features/results/live/live-message.ts';
import { Paced } from '#src/features/results/live/paced.ts';
import { toResultsResponse } from '#src/features/results/results-api-schema.ts';
import type { Tally, TallyOf } from '#src/features/results/tally/read-tally.ts';
import { resultsFresh } from '#src/telemetry/signals.ts';
import { withoutTrace } from '#src/telemetry/spans.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Numbers are sent at most this often, in milliseconds. */
const RESULTS_EVERY = 200;
/** Pieces of the page, which are larger, are sent at most this often, in milliseconds. */
const PARTS_EVERY = 1000;
/** Viewers that are written to before others of the process get their turn. */
const AT_ONCE = 250;
/** The longest that a timer can wait, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** A question whose results are followed. */
export interface Watchable extends TallyOf {
  timeZone: string;
  opensAt: Date | null;
  closesAt: Date | null;
}

export interface Viewer {
  /** The language of the viewer's page; a program, which has no page, gets the numbers as the API gives them. */
  locale: Locale | undefined;
  send: Send;
}

type Form = 'page' | 'api';
const formOf = ({ locale }: Viewer): Form => (locale ? 'page' : 'api');

/** Where the results of a question come from. */
export interface ResultsSources {
  tally: (question: Watchable) => Promise<Tally>;
  /** The question as it is now, or undefined where there is none that may be watched. */
  question: (slug: string) => Promise<Watchable | undefined>;
  /** Pieces of the page by name, for viewers of these languages. */
  parts: (
    question: Watchable,
    tally: Tally,
    locales: readonly Locale[],
  ) => Promise<Map<Locale, Record<string, string>>>;
}

/** Sends to all that are in the set from beginning to end. */
async function sendInTurns<One>(all: ReadonlySet<One>, send: (one: One) => void): Promise<void> {
  let sent = 0;
  for (const one of [...all]) {
    if (all.has(one)) send(one);
    if (++sent % AT_ONCE === 0) await turn();
  }
}

/** The viewers of one question: whatever their number, its tally is read once a change. */
export class WatchedQuestion {
  #viewers = new Set<Viewer>();
  readonly #waiting = new Set<Send>();
  /** Whether votes came while nobody saw the results. */
  #missed = false;
  #stopped = false;
  #committedAt: number | undefined;
  #tally: Tally | undefined;
  readonly #results = new Map<Form, LiveMessage>();
  #parts = new Map<Locale, LiveMessage>();
  readonly question: Watchable;
  readonly #numbers: Paced;
  readonly #pieces: Paced;
  readonly #closing: NodeJS.Timeout | undefined;

  constructor(question: Watchable, sources: ResultsSources) {
    this.question = question;
    const untraced = (work: () => Promise<void>) => () => withoutTrace(work);
    this.#numbers = new Paced(
      RESULTS_EVERY,
      untraced(async () => {
        const committedAt = this.#committedAt;
        // A vote that commits from here on may be missing from the reading, and sets it again.
        this.#committedAt = undefined;
        this.#missed = this.#viewers.size === 0;
        if (this.#missed) return;
        const tally = await sources.tally(question);
        // The question may have changed meanwhile, and with it who may see this.
        if (!this.#stopped) await this.#sendNumbers(tally, committedAt);
      }),
    );
    this.#pieces = new Paced(
      PARTS_EVERY,
      untraced(async () => {
        const locales = [...new Set([...this.#viewers].flatMap(({ locale }) => locale ?? []))];
        if (!this.#tally || locales.length === 0) return;
        const parts = await sources.parts(question, this.#tally, locales);
        if (!this.#stopped) await this.#sendPieces(parts);
      }),
    );
    const left = (question.closesAt?.getTime() ?? Number.POSITIVE_INFINITY) - databaseTime().getTime();
    if (left > 0 && left < LONGEST_TIMER) this.#closing = setTimeout(() => void this.tellChange(), left);
  }

  /** Whether nobody follows the question any more. */
  get abandoned(): boolean {
    return this.#viewers.size + this.#waiting.size === 0;
  }

  /** Sends the viewer what is known, and what changes from now on. */
  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    if (this.#tally && !this.#missed) viewer.send(this.#numbersFor(viewer, this.#tally));
    else this.#numbers.ask();
    if (!viewer.locale) return;
    const parts = this.#parts.get(viewer.locale);
    if (parts) viewer.send(parts);
    else this.#pieces.ask();
  }

  /** Sends the viewer nothing more. */
  remove(viewer: Viewer): void {
    this.#viewers.delete(viewer);
  }

  /** Sends nothing but that the question changed. */
  addWaiting(send: Send): void {
    this.#waiting.add(send);
  }

  removeWaiting(send: Send): void {
    this.#waiting.delete(send);
  }

  /** Votes of the question became durable at `committedAt`, in milliseconds since the epoch. */
  changed(committedAt?: number): void {
    this.#committedAt = Math.min(committedAt ?? Date.now(), this.#committedAt ?? Number.POSITIVE_INFINITY);
    this.#numbers.ask();
  }

  /** Tells all that the question is not what it was. */
  async tellChange(): Promise<void> {
    await Promise.all([this.#sendAll(() => CHANGED), sendInTurns(this.#waiting, (send) => send(CHANGED))]);
  }

  /** Reads nothing more, and sends nothing of what is being read. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#closing);
    this.#numbers.stop();
    this.#pieces.stop();
  }

  #numbersFor(viewer: Viewer, tally: Tally): LiveMessage {
    const form = formOf(viewer);
    const made = this.#results.get(form);
    if (made) return made;
    const inApi = () => liveMessage('results', JSON.stringify(toResultsResponse(this.question, tally)));
    const message = form === 'page' ? pageResults(tally) : inApi();
    this.#results.set(form, message);
    return message;
  }

  /** Sends each viewer their message. */
  #sendAll(messageFor: (viewer: Viewer) => LiveMessage | undefined): Promise<void> {
    return sendInTurns(this.#viewers, (viewer) => {
      const message = messageFor(viewer);
      if (message) viewer.send(message);
    });
  }

  async #sendNumbers(tally: Tally, committedAt: number | undefined): Promise<void> {
    this.#tally = tally;
    this.#results.clear();
    await this.#sendAll((viewer) => this.#numbersFor(viewer, tally));
    if (committedAt !== undefined) resultsFresh(Math.max(0, Date.now() - committedAt) / 1000);
    this.#pieces.ask();
  }

  async #sendPieces(parts: Map<Locale, Record<string, string>>): Promise<void> {
    for (const [language, pieces] of parts) {
      const message = liveMessage('parts', JSON.stringify(pieces));
      if (this.#parts.get(language)?.data === message.data) continue;
      this.#parts.set(language, message);
      await this.#sendAll(({ locale }) => (locale === language ? message : undefined));
    }
  }
}
