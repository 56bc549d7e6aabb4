import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';

/** Milliseconds; longer than handing back an export takes, which is the slowest step that ends by itself. */
const REST_MS = 18_000;

/**
 * Waits until the rest of the service has stopped, but not for ever: a database that does not answer, or whose commits wait for
 * a standby that is away, never ends its connections, and the process would be killed before it sent its last metrics.
 */
export async function stopInTime(rest: Promise<void>, log: Pick<Logger, 'warn'>): Promise<void> {
  const done = new AbortController();
  const late = sleep(REST_MS, 'late', { signal: done.signal }).catch(() => undefined);
  const first = await Promise.race([rest, late]);
  done.abort();
  if (first === 'late') log.warn('the database does not answer: its connections are left behind');
}
