/** How often it is looked at whether the process rests. */
const EVERY_MS = 2000;
/** Share of the time below which the event loop of a process rests: what the worker does every second is less. */
const RESTING = 0.2;

/**
 * Gives back, once and as soon as nobody is served, the memory that only the start needed: a sixth of the process, which V8
 * would keep for as long as nobody comes. It stops the process for a tenth of a second, so it waits until there is nothing to do.
 * Without Node's flag `--expose-gc` it does nothing.
 */
export function collectAtRest(everyMs = EVERY_MS): void {
  const { gc } = globalThis;
  if (!gc) return;
  let before = performance.eventLoopUtilization();
  const timer = setInterval(() => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    before = now;
    if (utilization > RESTING) return;
    clearInterval(timer);
    void gc({ type: 'major', execution: 'async', flavor: 'last-resort' });
  }, everyMs).unref();
}
