import pino from 'pino';
import { loadConfig } from '#src/config/load-config.ts';
import type { Config, Secrets } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { migrate, migrations, pendingMigrations } from '#src/database/migrate.ts';
import { openDatabase } from '#src/database/open-database.ts';

interface Parts {
  config: Config;
  secrets: Secrets;
  database: Database;
}

/** @throws where the schema is older than this release. It is not migrated unasked: the release before may still serve from it. */
async function requireSchema({ sequelize }: Database): Promise<void> {
  const pending = await pendingMigrations(sequelize);
  if (pending.length === 0) return;
  const state =
    pending.length === migrations.length
      ? 'The database has no tables of this service'
      : `The schema is older than this release (${pending.join(', ')})`;
  throw new Error(`${state}: run \`tallyscope migrate\` first, or this command of the release that serves.`);
}

/**
 * Runs a command's work on the configured database, and closes it whatever happens.
 * @throws where the schema is older than this release.
 */
export const withDatabase = <T>(work: (parts: Parts) => Promise<T>): Promise<T> =>
  withDatabaseAsItIs(async (parts) => {
    await requireSchema(parts.database);
    return work(parts);
  });

/** The same for a command that may come before the first start of the service: an empty database gets its tables. */
export const withNewDatabase = <T>(work: (parts: Parts) => Promise<T>): Promise<T> =>
  withDatabaseAsItIs(async (parts) => {
    const { sequelize } = parts.database;
    if ((await pendingMigrations(sequelize)).length === migrations.length) await migrate(sequelize);
    await requireSchema(parts.database);
    return work(parts);
  });

/**
 * Runs a command's work on the configured database, whatever its schema, and closes it whatever happens. Where it is embedded, an
 * `exclusive` command refuses to run beside the service.
 */
export async function withDatabaseAsItIs<T>(
  work: (parts: Parts) => Promise<T>,
  { exclusive = false } = {},
): Promise<T> {
  const { config, secrets } = loadConfig();
  const log = pino({ level: 'warn' }, pino.destination(2));
  const database = await openDatabase({ config, secrets, exclusive, log });
  try {
    return await work({ config, secrets, database });
  } finally {
    await database.close();
  }
}
