import { randomBytes } from 'node:crypto';
import { brotliStart, endBrotli } from './brotli-parts.ts';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';

const SLOTS = ['returnTo', 'csrf', 'visitLine', 'newBallot'] as const;
type Slot = (typeof SLOTS)[number];
type Reader = Pick<PageContext, Slot>;

/** Stands for what differs from reader to reader. It is drawn by each process and never leaves it, so nobody can type it. */
const MARK = randomBytes(16).toString('hex');
const MARKS = new RegExp(`${MARK}(${SLOTS.join('|')});`);
const standIns = Object.fromEntries(SLOTS.map((slot) => [slot, `${MARK}${slot};`])) as Record<Slot, Html>;

/** What the readers share after the first slot may be this long where it goes out as it is, in bytes. */
const LONGEST_REST = 1000;

/** A page that is rendered once for many readers who see the same but for their own address, token, visits and ballot. */
export class SharedPage {
  /** What all of them see, before the first slot and behind each. */
  readonly #start: Buffer;
  readonly #rest: { slot: Slot; after: Buffer }[] = [];
  #compressed: Buffer | undefined;

  constructor(render: (context: PageContext) => Html, context: Omit<PageContext, Slot>) {
    const [start = '', ...rest] = render({ ...context, ...standIns }).split(MARKS);
    this.#start = Buffer.from(start);
    for (let at = 0; at < rest.length; at += 2)
      this.#rest.push({ slot: rest[at] as Slot, after: Buffer.from(rest[at + 1] ?? '') });
  }

  /** The page of one reader. */
  for(reader: Reader): Buffer {
    return Buffer.concat([this.#start, ...this.#restFor(reader)]);
  }

  /**
   * The same in Brotli, for which only what is the same for all gets compressed, and that once; undefined where too little
   * of the page stands before what is a reader's own.
   */
  brotliFor(reader: Reader): Buffer | undefined {
    const rest = this.#rest.reduce((sum, { after }) => sum + after.length, 0);
    if (rest > Math.min(LONGEST_REST, this.#start.length)) return undefined;
    this.#compressed ??= brotliStart(this.#start);
    return endBrotli(this.#compressed, this.#restFor(reader));
  }

  #restFor(reader: Reader): Buffer[] {
    return this.#rest.flatMap(({ slot, after }) => [
      Buffer.from(slot === 'visitLine' ? (reader.visitLine ?? '') : html`${reader[slot]}`),
      after,
    ]);
  }
}
