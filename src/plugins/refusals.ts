import { context } from '@opentelemetry/api';

/** Refusals in one turn of the event loop: about a millisecond of work. */
const A_TURN = 8;

/**
 * Refuses requests in the order in which they came, a few in each turn of the event loop. A thousand refusals in one turn would
 * take a tenth of a second, which requests that were let in would wait each time the database has answered them.
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
