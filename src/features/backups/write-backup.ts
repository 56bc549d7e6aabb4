import type { Client } from 'pg';
import { copyLine, formatEnd, formatHead } from '#src/features/backups/backup-format.ts';
import { backupTables, ownTransaction } from '#src/features/backups/backup-tables.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';

const SEQUENCES = `
  SELECT quote_ident(sequencename) AS name, last_value::text AS value
  FROM pg_sequences WHERE schemaname = current_schema() AND last_value IS NOT NULL ORDER BY sequencename`;

/** Tells how many rows have been written so far. */
type Tell = (rows: number) => void;

/**
 * Everything the database holds at one moment, while others go on writing, as SQL; the client is in a transaction afterwards that
 * may be ended either way. Memory does not grow with the rows.
 */
export async function* writeBackup(client: Client, tell: Tell = () => undefined): AsyncGenerator<Buffer> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'`);
  await ownTransaction(client);
  const { rows: steps } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY name');
  const tables = await backupTables(client);
  const each = (sql: (name: string) => string) => tables.map(({ name }) => `${sql(name)}\n`).join('');
  const takenAt = new Date().toISOString();
  yield Buffer.from(
    `${formatHead({ takenAt, schema: steps.map(({ name }) => name) })}BEGIN;\nSET LOCAL client_encoding = 'UTF8';\n` +
      each((name) => `ALTER TABLE public.${name} DISABLE TRIGGER USER;`) +
      each((name) => `DELETE FROM public.${name};`),
  );
  const rows: Record<string, number> = {};
  let sum = 0;
  for (const { name, columns } of tables) {
    yield Buffer.from(copyLine(name, columns));
    rows[name] = 0;
    for await (const { bytes, count } of copyOut(client, `COPY ${name} (${columns}) TO STDOUT`)) {
      yield Buffer.from(bytes);
      rows[name] = count;
      tell(sum + count);
    }
    sum += rows[name];
    yield Buffer.from('\\.\n');
  }
  const { rows: found } = await client.query<{ name: string; value: string }>(SEQUENCES);
  const sequences = Object.fromEntries(found.map(({ name, value }) => [name, value]));
  yield Buffer.from(
    found.map(({ name, value }) => `SELECT setval('public.${name}', ${value});\n`).join('') +
      each((name) => `ALTER TABLE public.${name} ENABLE TRIGGER USER;`) +
      `COMMIT;\n${formatEnd({ rows, sequences })}`,
  );
}
