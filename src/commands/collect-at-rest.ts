/** How often it is looked at whether the process rests. */
const EVERY_MS = 2000;
/** Share of the time below which the event loop of a process rests: what the worker does every second is less. */
const RESTING = 0.2;
/** Looks in a row at which it has to rest after a rush, since the next may come as soon as this one seems over. */
const CALM = 15;
/** Bytes more than the last time left that are worth to stop the process for. */
const LEFT_BEHIND = 32 * 2 ** 20;

/**
 * Gives memory back while nobody is served: what only the start needed, a sixth of the process, as soon as it rests, and
 * later what rushes left behind. V8 would keep it for as long as little is done, and an autoscaler would keep replicas for it. It
 * stops the process for a tenth of a second, so it waits until there is nothing to do. Without Node's flag `--expose-gc` it does nothing.
 * Gives the timer that looks.
 */
export function collectAtRest(everyMs = EVERY_MS): NodeJS.Timeout | undefined {
  const { gc } = globalThis;
  if (!gc) return undefined;
  let before = performance.eventLoopUtilization();
  let calm = 0;
  // It collects after so many looks at rest, from so many bytes on.
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
