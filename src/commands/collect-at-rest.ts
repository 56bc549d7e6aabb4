/** Milliseconds between two looks whether the process rests. */
const EVERY_MS = 2000;
/** Utilisation of the event loop below which a process rests; the worker's regular rounds stay below it. */
const RESTING = 0.2;
/** Looks in a row at which the process has to rest after a rush: the next rush may follow at once. */
const CALM = 15;
/** Bytes by which memory has to grow after a collection until the next is worth stopping the process for. */
const LEFT_BEHIND = 32 * 2 ** 20;

/**
 * Collects garbage while nobody is served, to give memory back: first what only the start needed, a sixth of the process,
 * later what rushes left behind. An idle V8 would keep it, and an autoscaler would keep replicas because of it. A collection
 * stops the process for a tenth of a second. Does nothing without Node's flag `--expose-gc`. Gives the timer.
 */
export function collectAtRest(everyMs = EVERY_MS): NodeJS.Timeout | undefined {
  const { gc } = globalThis;
  if (!gc) return undefined;
  let before = performance.eventLoopUtilization();
  let calm = 0;
  // When to collect next: after so many looks at rest, and from so many bytes on.
  let due = { after: 1, from: 0 };
  const collect = async () => {
    due = { after: CALM, from: Number.POSITIVE_INFINITY };
    await gc({ type: 'major', execution: 'async', flavor: 'last-resort' });
    due.from = process.memoryUsage.rss() + LEFT_BEHIND;
  };
  return setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    calm = utilization > RESTING ? 0 : calm + 1;
    if (calm >= due.after && process.memoryUsage.rss() >= due.from) void collect();
  }, everyMs).unref();
}
