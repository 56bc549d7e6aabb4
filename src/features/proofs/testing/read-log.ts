import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import type { Client } from 'pg';
import { type LogHead, parseHead } from '#src/features/proofs/log-head.ts';
import { openNote } from '#src/features/proofs/signed-note.ts';
import { testKey } from '#src/features/proofs/testing/ledger.ts';

const sha256 = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');

/** The root as RFC 9162 and the documents define it, out of what the ledger holds, in the log's order. */
export async function rootOf(client: Client): Promise<string> {
  const { rows } = await client.query<{ leaf: string }>(`
    SELECT encode(uuid_send(b.id) || int8send((extract(epoch FROM b.cast_at) * 1000000)::bigint)
      || (SELECT string_agg(int4send(c), ''::bytea ORDER BY n) FROM unnest(b.choices) WITH ORDINALITY AS x (c, n)), 'hex') AS leaf
    FROM log_entries e JOIN ballots b ON b.id = e.ballot_id ORDER BY e.position`);
  const tree = (leaves: Buffer[]): Buffer => {
    if (leaves.length < 2) return leaves[0] ?? sha256();
    let k = 1;
    while (k * 2 < leaves.length) k *= 2;
    return sha256(Buffer.of(1), tree(leaves.slice(0, k)), tree(leaves.slice(k)));
  };
  return tree(rows.map(({ leaf }) => sha256(Buffer.of(0), Buffer.from(leaf, 'hex')))).toString('base64');
}

/** The signed heads, oldest first. */
export async function heads(client: Client): Promise<LogHead[]> {
  const { rows } = await client.query('SELECT note FROM log_heads ORDER BY number');
  return rows.map(({ note }) => parseHead(openNote(note, testKey.publicKey) ?? '') ?? assert.fail(note));
}

/** Ids of the ballots in the log, in its order. */
export const entries = async (client: Client) =>
  (await client.query<{ ballot_id: string }>('SELECT ballot_id FROM log_entries ORDER BY position')).rows.map(
    ({ ballot_id }) => ballot_id,
  );
