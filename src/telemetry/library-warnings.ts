import { format } from 'node:util';
import type { Logger } from 'pino';

/**
 * Writes warnings that libraries print to the console into the log, which is JSON. Sequelize prints one where a connection is lost in
 * a transaction.
 */
export function logLibraryWarnings(log: Pick<Logger, 'warn'>): void {
  console.warn = (...said: unknown[]) => log.warn({ problem: format(...said) }, 'a library warns');
}
