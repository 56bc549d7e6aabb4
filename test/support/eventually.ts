import { setTimeout as sleep } from 'node:timers/promises';

/** Tries `check` until it gives a value without throwing; after `withinMs` it rejects with the last error. */
export async function eventually<T>(
  check: () => Promise<T> | T,
  { withinMs = 15_000, everyMs = 100 } = {},
): Promise<T> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await sleep(everyMs);
    }
  }
}
