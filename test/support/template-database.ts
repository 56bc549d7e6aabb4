import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { eventually } from './eventually.ts';
import { withClient } from './with-client.ts';

const template = 'tallyscope_test_template';
// Any constant: keeps test processes from making or copying the template at the same time.
const templateLock = 5_512_907;
/** Names the server on which a run has made the template already, for its processes. */
const READY = 'TEST_TEMPLATE_READY';

/** The URL of another database on the same server. */
export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Creates a database as a copy of one that is migrated once a run and kept on the server. */
export async function copyTemplate(serverUrl: string, name: string): Promise<void> {
  await withTemplate(serverUrl, async (client) => {
    await makeTemplate(client, serverUrl);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY FILE_COPY`);
  });
}

/** Makes what databases are copied from, so that this process and those it starts find it there. */
export async function prepareTemplate(serverUrl: string): Promise<void> {
  await withTemplate(serverUrl, (client) => makeTemplate(client, serverUrl));
}

/** Forgets what an earlier run left on a server that outlives it. */
export async function dropTemplate(serverUrl: string): Promise<void> {
  delete process.env[READY];
  await withTemplate(serverUrl, (client) => client.query(`DROP DATABASE IF EXISTS ${template} WITH (FORCE)`));
}

/** A name for a new database, which says whose child the process is that it is for. */
export const newDatabaseName = (): string => `${prefixOf(process.ppid)}${randomUUID().replaceAll('-', '')}`;

const prefixOf = (pid: number) => `test_${pid}_`;

/** Drops the databases that processes this one started have left behind; they must have ended. */
export async function dropLeftDatabases(serverUrl: string): Promise<void> {
  await withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      'SELECT datname AS name FROM pg_database WHERE starts_with(datname, $1)',
      [prefixOf(process.pid)],
    );
    for (const { name } of rows) await dropDatabase(serverUrl, name);
  });
}

/** Drops a database, whoever is still connected to it; an autovacuum worker, which only a superuser may end, is waited for. */
export async function dropDatabase(serverUrl: string, name: string): Promise<void> {
  await withClient(serverUrl, (client) =>
    eventually(() => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  );
}

async function makeTemplate(client: pg.Client, serverUrl: string): Promise<void> {
  if (process.env[READY] === serverUrl) return;
  // Most processes of a run are never the first, and need not load what migrates.
  const { connectDatabase } = await import('#src/database/database.ts');
  const { migrate } = await import('#src/database/migrate.ts');
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [template]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${template}`);
  const database = connectDatabase(databaseUrl(serverUrl, template), { poolSize: 4 });
  try {
    await migrate(database.sequelize);
  } finally {
    await database.close();
  }
  process.env[READY] = serverUrl;
}

async function withTemplate(serverUrl: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  await withClient(serverUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    await work(client);
  });
}
