import type { Client } from 'pg';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { connectDatabase, type Database } from '#src/database/database.ts';

const SCHEMA = 'demo_clock';

const CREATE = `
  CREATE SCHEMA IF NOT EXISTS ${SCHEMA};
  CREATE OR REPLACE FUNCTION ${SCHEMA}.now() RETURNS timestamptz LANGUAGE sql STABLE AS
    $$ SELECT pg_catalog.current_setting('${SCHEMA}.now')::pg_catalog.timestamptz $$`;
// What is found first is what `now()` means; a connection that was told no time fails instead of giving the real one.
const SET_UP = `
  SET lock_timeout = 0;
  SELECT pg_advisory_lock(${LOCKS.demoClock});
  SELECT set_config('search_path', '${SCHEMA}, pg_catalog, ' || current_setting('search_path'), false)`;

/** A connection to the database on which it is the time that was set last. */
export interface PastClock {
  sequelize: Database['sequelize'];
  set(time: Date): Promise<void>;
}

/**
 * Runs `work` with a connection whose `now()` can be set, so that the ledger's own statements write what happened in the
 * past. One process at a time; others wait. Nothing of it stays in the database.
 */
export async function withPastClock<T>(url: string, work: (clock: PastClock) => Promise<T>): Promise<T> {
  const { sequelize, close } = connectDatabase(url, { poolSize: 1 });
  sequelize.addHook('afterConnect', async (connection) => {
    await (connection as Client).query(SET_UP);
  });
  try {
    await sequelize.query(CREATE);
    return await work({
      sequelize,
      set: async (time) => {
        await sequelize.query(`SELECT set_config('${SCHEMA}.now', $1, false)`, {
          bind: [time.toISOString()],
        });
      },
    });
  } finally {
    await sequelize.query(`DROP SCHEMA IF EXISTS ${SCHEMA} CASCADE`).finally(close);
  }
}
