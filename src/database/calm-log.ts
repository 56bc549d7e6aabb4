import type { Logger } from 'pino';
import { isInterrupted } from './is-interrupted.ts';

/** Milliseconds between two lines of one kind while the database is away. */
const QUIET = 60_000;

type Lines = Pick<Logger, 'info' | 'warn' | 'error'>;

/**
 * A log for what asks the database by itself, several times a second: while that is away, each kind of line is written once
 * a minute, with how many were left out. Every other error is written.
 */
export function calmLog(log: Lines, now: () => number = Date.now): Lines {
  const said = new Map<string, { until: number; leftOut: number }>();
  const calm = (level: 'warn' | 'error') => (fields: { err?: Error }, line: string) => {
    if (!fields.err || !isInterrupted(fields.err)) return log[level](fields, line);
    const last = said.get(line);
    if (last && now() < last.until) {
      last.leftOut += 1;
      return;
    }
    said.set(line, { until: now() + QUIET, leftOut: 0 });
    log[level](fields, last?.leftOut ? `${line} (and ${last.leftOut} more times since)` : line);
  };
  return { info: log.info.bind(log), warn: calm('warn'), error: calm('error') } as Lines;
}
