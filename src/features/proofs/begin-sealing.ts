import type pg from 'pg';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';

/** Sealing is never idle for so long: a sealer that hangs, or whose machine was lost, gives way to another. */
const IDLE = "SET idle_session_timeout = '30s'; SET idle_in_transaction_session_timeout = '30s'";

const REMEMBER_KEY = `
  WITH retired AS (
    UPDATE signing_keys SET used_until = now() WHERE used_until IS NULL AND id <> $1
  )
  INSERT INTO signing_keys (id, public_key) VALUES ($1, $2)
  ON CONFLICT (id) DO UPDATE SET used_until = NULL`;

/** Readies a connection for sealing with a key, which is remembered; those used before are retired. */
export async function beginSealing(client: pg.Client, key: SigningKey): Promise<void> {
  await client.query(IDLE);
  await client.query(REMEMBER_KEY, [key.id, key.publicKey]);
}
