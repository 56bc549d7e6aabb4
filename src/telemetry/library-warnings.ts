import { format } from 'node:util';
import type { Logger } from 'pino';

/**
 * Has warnings that libraries write to the console, as Sequelize does where a connection is lost in a transaction, be lines of
 * the log: whoever reads that reads JSON.
 */
export function logLibraryWarnings(log: Pick<Logger, 'warn'>): void {
  console.warn = (...said: unknown[]) => log.warn({ problem: format(...said) }, 'a library warns');
}
