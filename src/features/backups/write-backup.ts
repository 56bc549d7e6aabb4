import type { Client } from 'pg';
import { copyLine, formatBackupEnd, formatBackupHead } from '#src/features/backups/backup-format.ts';
import { backupTables, ownTransaction } from '#src/features/backups/backup-tables.ts';
import { copyOut } from '#src/features/exports/csv/copy-out.ts';

const SEQUENCES = `
  SELECT quote_ident(sequencename) AS name, last_value::text AS value,
    has_sequence_privilege(format('%I.%I', schemaname, sequencename), 'SELECT, USAGE') AS readable
  FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename`;

/** Where sequences stand that were used. @throws where the role may not read that, which looks as if none had been. */
async function readSequences(client: Client): Promise<Record<string, string>> {
  const { rows } = await client.query<{ name: string; value: string | null; readable: boolean }>(SEQUENCES);
  const closed = rows.filter(({ readable }) => !readable).map(({ name }) => name);
  if (closed.length > 0)
    throw new Error(
      `this role may not read sequences (${closed.join(', ')}): GRANT SELECT ON ALL SEQUENCES IN SCHEMA … to it`,
    );
  return Object.fromEntries(rows.flatMap(({ name, value }) => (value === null ? [] : [[name, value]])));
}

/** Tells how many rows have been written so far. */
type Tell = (rows: number) => void;

/**
 * Everything the database holds at one moment, while others go on writing, as SQL; the client is in a transaction afterwards that
 * may be ended either way. Memory does not grow with the rows. @throws where the role may not read all of it.
 */
export async function* writeBackup(client: Client, tell: Tell = () => undefined): AsyncGenerator<Buffer> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  await client.query(`SET LOCAL timezone = 'UTC'; SET LOCAL datestyle = 'ISO'`);
  await ownTransaction(client);
  const { rows: steps } = await client.query<{ name: string }>('SELECT name FROM migrations ORDER BY name');
  const tables = await backupTables(client);
  const sequences = await readSequences(client);
  const each = (sql: (name: string) => string) => tables.map(({ name }) => `${sql(name)}\n`).join('');
  const takenAt = new Date().toISOString();
  yield Buffer.from(
    `${formatBackupHead({ takenAt, schema: steps.map(({ name }) => name) })}BEGIN;\nSET LOCAL client_encoding = 'UTF8';\n` +
      each((name) => `ALTER TABLE public.${name} DISABLE TRIGGER USER;`) +
      each((name) => `DELETE FROM public.${name};`),
  );
  const rows: Record<string, number> = {};
  let written = 0;
  for (const { name, columns } of tables) {
    yield Buffer.from(copyLine(name, columns));
    rows[name] = 0;
    for await (const { bytes, count } of copyOut(client, `COPY ${name} (${columns}) TO STDOUT`)) {
      yield Buffer.from(bytes);
      rows[name] += count;
      written += count;
      tell(written);
    }
    yield Buffer.from('\\.\n');
  }
  const setval = ([name, value]: [string, string]) => `SELECT setval('public.${name}', ${value});\n`;
  yield Buffer.from(
    Object.entries(sequences).map(setval).join('') +
      each((name) => `ALTER TABLE public.${name} ENABLE TRIGGER USER;`) +
      `COMMIT;\n${formatBackupEnd({ rows, sequences })}`,
  );
}
