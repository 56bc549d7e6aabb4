import { setTimeout as sleep } from 'node:timers/promises';
import { restAfter } from '#src/features/results/live/paced.ts';

/** Runs tasks in turn, with a rest after each: however many there are, a quarter of the time goes to them at most. */
export class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  /** What the task gives once it was its turn; rejects as it does, and the next has its turn all the same. */
  run<T>(task: () => Promise<T>): Promise<T> {
    let start = 0;
    const result = this.#last.then(() => {
      start = performance.now();
      return task();
    });
    const rest = () => sleep(restAfter(performance.now() - start), undefined, { ref: false });
    this.#last = result.then(rest, rest);
    return result;
  }
}
