import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Longer than it takes to give an export back, which is the longest of what ends by itself, in milliseconds. */
const REST_MS = 18_000;

/**
 * Waits for what is left of a service without connections to stop, but not for ever: a database that says nothing, or whose commits
 * wait for a standby that is away, never lets go of its own, and whoever kills the process then loses its last metrics.
 */
export async function stopInTime(rest: Promise<void>, log: Pick<Logger, 'warn'>): Promise<void> {
  const done = new AbortController();
  const late = sleep(REST_MS, 'late', { signal: done.signal }).catch(() => undefined);
  const first = await Promise.race([rest, late]);
  done.abort();
  if (first === 'late') log.warn('the database does not answer: its connections are left behind');
}
