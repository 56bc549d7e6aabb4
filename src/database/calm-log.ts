import type { Logger } from 'pino';
import { isInterrupted } from './is-interrupted.ts';
import { isOutOfReach } from './is-out-of-reach.ts';

/** Milliseconds between two lines of one kind. */
const QUIET = 60_000;

type Lines = Pick<Logger, 'info' | 'warn' | 'error'>;

interface Options {
  /** Errors besides those of a database that is away that come many times for one reason. */
  also?: (error: Error) => boolean;
  now?: () => number;
}

/**
 * A log for what may fail many times a second for one reason: while the database is away, each kind of line is written once
 * a minute, with how many were left out. Every other error is written.
 */
export function calmLog(
  log: Lines,
  { also = () => false, now = () => performance.now() }: Options = {},
): Lines {
  const comesOften = (error: Error) => isOutOfReach(error) || isInterrupted(error) || also(error);
  const said = new Map<string, { until: number; leftOut: number }>();
  const calm = (level: 'warn' | 'error') => (fields: { err?: Error }, line: string) => {
    if (!fields.err || !comesOften(fields.err)) return log[level](fields, line);
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
