/** A task that takes long rests this many times longer than it took, so that it never keeps the database busy. */
const REST_FACTOR = 3;
/** Milliseconds of rest at most: a task that took so long has waited for a database that was away, and viewers wait for it. */
const MOST_REST = 5000;
/** Milliseconds before a task that failed is tried again, at least. */
const AFTER_FAILURE = 1000;

/** Milliseconds of rest for a task that took so many. */
export const restAfter = (took: number): number => Math.min(REST_FACTOR * took, MOST_REST);

/**
 * Runs a task soon after it was asked for: never twice at once, never more often than every `pace` milliseconds, and once
 * more where it was asked for meanwhile. A task that fails is tried again.
 */
export class Paced {
  #asked = false;
  #busy = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;
  readonly #task: () => Promise<void>;
  readonly #pace: number;

  constructor(pace: number, task: () => Promise<void>) {
    this.#pace = pace;
    this.#task = task;
  }

  /** Has the task run as soon as it may; what is asked for meanwhile is one more run. */
  ask(): void {
    this.#asked = true;
    if (this.#busy || this.#timer || this.#stopped) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, this.#notBefore - performance.now()));
  }

  /** Begins no further run. One under way goes on. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #run(): Promise<void> {
    this.#timer = undefined;
    this.#asked = false;
    this.#busy = true;
    const start = performance.now();
    let rest = this.#pace;
    try {
      await this.#task();
    } catch {
      this.#asked = true;
      rest = Math.max(rest, AFTER_FAILURE);
    }
    const end = performance.now();
    this.#notBefore = Math.max(start + rest, end + restAfter(end - start));
    this.#busy = false;
    if (this.#asked) this.ask();
  }
}
