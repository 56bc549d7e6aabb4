import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { LOCKS } from '../advisory-locks.ts';
import { WatchedClient } from '../watched-client.ts';
import { EmbeddedError } from './embedded-error.ts';

const patienceMs = 1500;
const retryMs = 100;
const closingMs = 500;
const pollMs = 10;

const heldLock = `locktype = 'advisory' AND granted AND classid = 0 AND objid = ${LOCKS.service}`;
const holderQuery = `SELECT application_name AS name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE ${heldLock}`;
const useQuery = `SELECT EXISTS (SELECT FROM pg_locks WHERE ${heldLock}) AS served, EXISTS (
  SELECT FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()) AS others`;

/**
 * Opens a connection that holds the cluster for one serving process: PostgreSQL frees the lock the moment that
 * process dies, however it dies. Waits a moment for a dying holder, then throws EmbeddedError naming it.
 */
export async function takeServiceLock(url: string, dataDir: string): Promise<pg.Client> {
  const client = new WatchedClient({
    connectionString: url,
    application_name: `tallyscope, process ${process.pid}`,
  });
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

/**
 * Whether anybody else uses the server: a service, or another program that stays connected. Connections this process
 * has just closed take a moment to go.
 */
export async function isInUse(url: string): Promise<boolean> {
  const client = new WatchedClient({ connectionString: url });
  const deadline = Date.now() + closingMs;
  try {
    await client.connect();
    for (;;) {
      const { rows } = await client.query<{ others: boolean; served: boolean }>(useQuery);
      const { others = false, served = false } = rows[0] ?? {};
      if (!others || served || Date.now() > deadline) return others;
      await sleep(pollMs);
    }
  } finally {
    await client.end();
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>(
    `SELECT pg_try_advisory_lock(${LOCKS.service}) AS held`,
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
