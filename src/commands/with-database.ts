import pino from 'pino';
import { loadConfig } from '#src/config/load-config.ts';
import type { Config, Secrets } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { migrate } from '#src/database/migrate.ts';
import { openDatabase } from '#src/database/open-database.ts';

/** Runs a command's work on the configured database, brought up to date first, and closes it whatever happens. */
export async function withDatabase<T>(
  work: (parts: { config: Config; secrets: Secrets; database: Database }) => Promise<T>,
): Promise<T> {
  const { config, secrets } = loadConfig();
  const log = pino({ level: 'warn' }, pino.destination(2));
  const database = await openDatabase({ config, secrets, exclusive: false, log });
  try {
    await migrate(database.sequelize);
    return await work({ config, secrets, database });
  } finally {
    await database.close();
  }
}
