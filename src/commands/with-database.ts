import pino from 'pino';
import { loadConfig } from '#src/config/load-config.ts';
import type { Config, Secrets } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { migrate } from '#src/database/migrate.ts';
import { openDatabase } from '#src/database/open-database.ts';

interface Parts {
  config: Config;
  secrets: Secrets;
  database: Database;
}

/** Runs a command's work on the configured database, brought up to date first, and closes it whatever happens. */
export const withDatabase = <T>(work: (parts: Parts) => Promise<T>): Promise<T> =>
  withDatabaseAsItIs(async (parts) => {
    await migrate(parts.database.sequelize);
    return work(parts);
  });

/** Runs a command's work on the configured database, whatever its schema, and closes it whatever happens. */
export async function withDatabaseAsItIs<T>(work: (parts: Parts) => Promise<T>): Promise<T> {
  const { config, secrets } = loadConfig();
  const log = pino({ level: 'warn' }, pino.destination(2));
  const database = await openDatabase({ config, secrets, exclusive: false, log });
  try {
    return await work({ config, secrets, database });
  } finally {
    await database.close();
  }
}
