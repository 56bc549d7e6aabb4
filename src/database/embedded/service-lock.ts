import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EmbeddedError } from './embedded-error.ts';

/** Any constant, as long as nothing else in this database uses it as an advisory lock. */
const serviceLock = 4_190_562;
const patienceMs = 1500;
const retryMs = 100;

const holderQuery = `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid)
  WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = ${serviceLock}`;

/**
 * Opens a connection that holds the cluster for one serving process: PostgreSQL frees the lock the moment that
 * process dies, however it dies. Waits a moment for a dying holder, then throws EmbeddedError naming it.
 */
export async function takeServiceLock(url: string, dataDir: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `tallyscope, process ${process.pid}`,
  });
  // Losing the connection is told by its end event; without a listener the error would end the process.
  client.on('error', () => {});
  const deadline = Date.now() + patienceMs;
  try {
    await client.connect();
    while (!(await tryLock(client))) {
      if (Date.now() > deadline) throw await refusal(client, dataDir);
      await sleep(retryMs);
    }
    return client;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}

/** How many other connections the server has, of whatever program. */
export async function countOtherConnections(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ count: number }>(
      `SELECT count(*)::int FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()`,
    );
    return rows[0]?.count ?? 0;
  } finally {
    await client.end();
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT pg_try_advisory_lock(${serviceLock}) AS held`,
  );
  return rows[0]?.held === true;
}

async function refusal(client: pg.Client, dataDir: string): Promise<EmbeddedError> {
  const { rows } = await client.query<{ name: string }>(holderQuery);
  const holder = rows[0]?.name ?? 'another process';
  return new EmbeddedError(
    `${dataDir} is already being served (${holder}): stop that one, or set DATA_DIR to another directory`,
  );
}
