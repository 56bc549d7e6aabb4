import { heartbeat } from './reporting.ts';

/**
 * What a counter gained over a time, exact to the event, where `increase` extrapolates: that makes 1.5 of the one export
 * of a command that ends with it. Every process counts in series of its own that never fall, so the gain of one is its
 * newest value less its last before that time, and 0 less for a process that began within. Where no process was heard
 * of when the time began, its first value is the best beginning there is: telemetry may have been away.
 */
export function gained(selector: string, time: string, by = ''): string {
  const most = `max_over_time(${selector}[${time}])`;
  const before = (what: string) => `last_over_time(${what}[1h] offset ${time})`;
  const first = `min_over_time(${selector}[${time}]) unless on () group(${before(heartbeat)})`;
  return `sum${grouping(by)} (${most} - (${before(selector)} or (${first}) or ${most} * 0))`;
}

/** A label list as PromQL groups by it. */
export function grouping(by: string): string {
  return by === '' ? '' : ` by (${by})`;
}
