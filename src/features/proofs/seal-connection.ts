import type pg from 'pg';
import { WatchedClient } from '#src/database/watched-client.ts';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';

/** Any constant, as long as nothing else in this database uses it as an advisory lock. */
const SEAL_LOCK = 7_283_405;

/** Sealing is never idle for so long: a sealer that hangs, or whose machine was lost, gives way to another. */
const IDLE = "SET idle_session_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'";

const REMEMBER_KEY = `
  WITH retired AS (
    UPDATE signing_keys SET used_until = now() WHERE used_until IS NULL AND id <> $1
  )
  INSERT INTO signing_keys (id, public_key) VALUES ($1, $2)
  ON CONFLICT (id) DO UPDATE SET used_until = NULL`;

/**
 * Connects for sealing, on a connection of its own: the lock that makes one worker the only sealer lives and dies with
 * it. Gives undefined where another worker has it. The key is remembered, and those used before are retired.
 */
export async function openSealing(url: string, key: SigningKey): Promise<pg.Client | undefined> {
  const client = new WatchedClient({
    connectionString: url,
    application_name: 'tallyscope-seal',
    connectionTimeoutMillis: 5000,
  });
  try {
    await client.connect();
    await client.query(IDLE);
    const { rows } = await client.query('SELECT pg_try_advisory_lock($1) AS held', [SEAL_LOCK]);
    if (rows[0].held) {
      await client.query(REMEMBER_KEY, [key.id, key.publicKey]);
      return client;
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return undefined;
}
