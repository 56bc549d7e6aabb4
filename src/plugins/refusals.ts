import { context } from '@opentelemetry/api';

/** About a millisecond of work. */
const A_TURN = 8;

/**
 * Refuses requests in the order in which they came, a few in each turn of the event loop. Whoever was let in waits for a
 * whole turn each time the database has answered, and a thousand refusals in one are a tenth of a second.
 */
export class Refusals {
  readonly #waiting = new Set<() => void>();
  #next: NodeJS.Immediate | undefined;

  /** Refuses by and by, in the caller's context. */
  put(refuse: () => void): void {
    this.#waiting.add(context.bind(context.active(), refuse));
    this.#goOn();
  }

  #turn(): void {
    let left = A_TURN;
    for (const refuse of this.#waiting) {
      if (left === 0) break;
      left -= 1;
      this.#waiting.delete(refuse);
      refuse();
    }
    this.#next = undefined;
    if (this.#waiting.size > 0) this.#goOn();
  }

  #goOn(): void {
    this.#next ??= setImmediate(() => this.#turn());
  }
}
