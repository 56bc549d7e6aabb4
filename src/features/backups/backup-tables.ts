import type { Client } from 'pg';

/** A table of the ledger, with the columns that are written: generated ones come of themselves. */
export interface BackupTable {
  name: string;
  columns: string[];
}

// Which steps the schema has seen is said in the head of a backup. The schema "jobs" only delivers what tables hold.
const TABLES = `
  SELECT c.relname AS name, array_agg(quote_ident(a.attname) ORDER BY a.attnum) AS columns,
    ARRAY(SELECT DISTINCT n.relname::text FROM pg_constraint r JOIN pg_class n ON n.oid = r.confrelid
      WHERE r.conrelid = c.oid AND r.contype = 'f' AND r.confrelid <> c.oid) AS needs
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind = 'r' AND c.relname <> 'migrations'
    AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
  GROUP BY c.oid, c.relname ORDER BY c.relname`;

const OWN_SCHEMA = `
  SELECT set_config('search_path', quote_ident(n.nspname), true)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.oid = to_regclass('migrations')`;

// Not every server knows each of them.
const NO_HURRY = `
  SELECT set_config(name, '0', true) FROM pg_settings
  WHERE name IN ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`;

/**
 * Has names mean the tables of the service until the end of the transaction: they are where its migrations are written down,
 * which is the schema of its role where it has one. Until then nothing ends because it takes long, whatever the database was set to.
 */
export async function ownTransaction(client: Client): Promise<void> {
  await client.query(OWN_SCHEMA);
  await client.query(NO_HURRY);
}

/** Every table of the first schema that names are looked for in, each after those that it refers to. @throws where they refer to each other in a circle. */
export async function backupTables(client: Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable & { needs: string[] }>(TABLES);
  const ordered: BackupTable[] = [];
  const left = new Map(rows.map((row) => [row.name, row]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ needs }) => !needs.some((need) => left.has(need)));
    if (ready.length === 0) throw new Error(`tables refer to each other: ${[...left.keys()].join(', ')}`);
    for (const { name, columns } of ready) {
      ordered.push({ name, columns });
      left.delete(name);
    }
  }
  return ordered;
}
