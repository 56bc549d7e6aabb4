import pg from 'pg';
import { connectDatabase } from '#src/database/database.ts';
import { migrate } from '#src/database/migrate.ts';
import { eventually } from './eventually.ts';

const template = 'tallyscope_test_template';
// Any constant: keeps test processes from making or copying the template at the same time.
const templateLock = 5_512_907;
let migrated = false;

/** The URL of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Creates a database as a copy of one that is migrated once a process and kept on the server. */
export async function copyTemplate(serverUrl: string, name: string): Promise<void> {
  await withTemplate(serverUrl, async (client) => {
    if (!migrated) await migrateTemplate(client, serverUrl);
    migrated = true;
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
  });
}

/** Forgets what an earlier run left on a server that outlives it. */
export async function dropTemplate(serverUrl: string): Promise<void> {
  await withTemplate(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`));
}

/** Drops a database, whoever is still connected to it; an autovacuum worker, which only a superuser may end, is waited for. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) =>
    eventually(() => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  );
}

async function migrateTemplate(client: pg.Client, serverUrl: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${template}`);
  const database = connectDatabase(databaseUrl(serverUrl, template), { poolSize: 4 });
  try {
    await migrate(database.sequelize);
  } finally {
    await database.close();
  }
}

async function withTemplate(serverUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  await withClient(serverUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    await work(client);
  });
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
