import { randomBytes } from 'node:crypto';
import { type Html, html } from './html.ts';
import type { PageContext } from './page-context.ts';

const SLOTS = ['returnTo', 'csrf', 'visitLine', 'newBallot'] as const;
type Slot = (typeof SLOTS)[number];

/** Stands for what differs from reader to reader. It is drawn by each process and never leaves it, so nobody can type it. */
const MARK = randomBytes(16).toString('hex');
const MARKS = new RegExp(`${MARK}(${SLOTS.join('|')});`);
const standIns = Object.fromEntries(SLOTS.map((slot) => [slot, `${MARK}${slot};`])) as Record<Slot, Html>;

/** A page that is rendered once for many readers who see the same but for their own address, token, visits and ballot. */
export class SharedPage {
  /** What all of them see, as bytes, and between two such pieces the slot of what they do not. */
  readonly #pieces: Buffer[] = [];
  readonly #slots: Slot[] = [];

  constructor(render: (context: PageContext) => Html, context: Omit<PageContext, Slot>) {
    const parts = render({ ...context, ...standIns }).split(MARKS);
    for (const [index, part] of parts.entries()) {
      if (index % 2 === 0) this.#pieces.push(Buffer.from(part));
      else this.#slots.push(part as Slot);
    }
  }

  /** The page of one reader. */
  for(reader: Pick<PageContext, Slot>): Buffer {
    const filled = this.#slots.map((slot) =>
      Buffer.from(slot === 'visitLine' ? (reader.visitLine ?? '') : html`${reader[slot]}`),
    );
    return Buffer.concat(this.#pieces.flatMap((piece, index) => [piece, filled[index] ?? Buffer.alloc(0)]));
  }
}
