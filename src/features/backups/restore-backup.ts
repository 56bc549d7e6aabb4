import type { Client } from 'pg';
import type { Sequelize } from 'sequelize';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { migrate, migrations } from '#src/database/migrate.ts';
import {
  type BackupEnd,
  type BackupHead,
  parseBackupEnd,
  parseBackupHead,
  parseCopyLine,
} from '#src/features/backups/backup-format.ts';
import { backupTables, ownTransaction } from '#src/features/backups/backup-tables.ts';
import { CopyIn } from '#src/features/backups/copy-in.ts';
import { type BackupPiece, readBackup } from '#src/features/backups/read-backup.ts';
import { verifyLedger } from '#src/features/backups/verify-ledger.ts';

/** What was restored, and whether anything in it does not agree with itself. */
export interface Restored {
  takenAt: string;
  rows: number;
}

const IN_USE = `
  SELECT EXISTS (SELECT FROM accounts) OR EXISTS (SELECT FROM questions) OR EXISTS (SELECT FROM ballots) AS used`;

async function refuseUsed(client: Client): Promise<void> {
  if ((await client.query(IN_USE)).rows[0].used)
    throw new Error('the database is not empty: nothing was changed');
}

/** Brings an empty database to the schema of the backup. @throws where it is not empty, of another schema, or being restored. */
async function prepare(client: Client, sequelize: Sequelize, { schema }: BackupHead): Promise<void> {
  const newest = schema.at(-1);
  if (!newest) throw new Error('the backup is of a database without a schema');
  const newer = schema.filter((step) => !migrations.some(({ name }) => name === step));
  if (newer.length > 0)
    throw new Error(`the backup is of a newer release (${newer.join(', ')}): restore it with that one`);
  const alone = await client.query(`SELECT pg_try_advisory_lock(${LOCKS.restore}) AS held`);
  if (!alone.rows[0].held)
    throw new Error('another restore into this database is under way: nothing was changed');
  const { rows } = await client.query(
    `SELECT to_regclass('migrations') IS NOT NULL AS migrated, to_regclass('ballots') IS NOT NULL AS made`,
  );
  const [{ migrated, made }] = rows;
  if (made) await refuseUsed(client);
  const steps = migrated ? (await client.query('SELECT name FROM migrations ORDER BY name')).rows : [];
  const found: string[] = steps.map(({ name }) => name);
  // A restore that was killed may have left the first of them.
  if (found.join() !== schema.slice(0, found.length).join())
    throw new Error(
      `the backup is of the schema ${newest}, the database of ${found.at(-1)}: restore into a database that nobody has migrated`,
    );
  if (found.length < schema.length) await migrate(sequelize, newest);
}

/** Takes in the rows. @throws where the backup names what there is not, or is cut off. */
async function load(client: Client, pieces: AsyncIterable<BackupPiece>): Promise<BackupEnd> {
  const known = new Map((await backupTables(client)).map(({ name, columns }) => [name, columns]));
  let copy: CopyIn | undefined;
  let end: BackupEnd | undefined;
  try {
    for await (const piece of pieces) {
      if ('rows' in piece) await copy?.add(piece.rows);
      else if ('copied' in piece) await copy?.end();
      else {
        end = parseBackupEnd(piece.line) ?? end;
        const target = parseCopyLine(piece.line);
        if (!target) continue;
        const columns = known.get(target.table) ?? [];
        const foreign = target.columns.filter((column) => !columns.includes(column));
        if (foreign.length > 0)
          throw new Error(
            `the schema has no ${foreign.join(', ')} in ${target.table}: if you had added that, migrate an empty database, add it, and restore there`,
          );
        copy = new CopyIn(client, target.table, target.columns);
      }
    }
  } finally {
    copy?.abandon();
  }
  if (!end) throw new Error('the backup is cut off, so nothing was changed');
  return end;
}

/**
 * Loads a backup into an empty database, in one transaction that ends well only where the rows are all there and agree with each other, down to
 * the signed heads; then brings the schema to this release. @throws saying why nothing was changed.
 */
export async function restoreBackup(
  { client, sequelize }: { client: Client; sequelize: Sequelize },
  bytes: AsyncIterable<Buffer>,
): Promise<Restored> {
  const pieces = readBackup(bytes);
  const first = await pieces.next();
  const head = first.done || !('line' in first.value) ? undefined : parseBackupHead(first.value.line);
  if (!head) throw new Error('this is no backup of Tallyscope');
  await prepare(client, sequelize, head);
  await client.query('BEGIN');
  await ownTransaction(client);
  const tables = await backupTables(client);
  const forAll = (sql: (name: string) => string) =>
    client.query(tables.map(({ name }) => sql(name)).join(';'));
  try {
    // What triggers add is in the backup itself, and so is what migrations begin with.
    await forAll((name) => `ALTER TABLE ${name} DISABLE TRIGGER USER`);
    // Whoever came since it was found to be empty keeps what they have; from here on nobody else can write.
    await refuseUsed(client);
    for (const { name } of tables.toReversed()) await client.query(`DELETE FROM ${name}`);
    const { rows, sequences } = await load(client, pieces);
    for (const [name, value] of Object.entries(sequences))
      await client.query('SELECT setval($1::regclass, $2::bigint)', [name, value]);
    await forAll((name) => `ALTER TABLE ${name} ENABLE TRIGGER USER`);
    const problems = [...(await missingRows(client, rows)), ...(await verifyLedger(client))];
    if (problems.length > 0)
      throw new Error(`the backup does not hold, so nothing was changed: ${problems.join('; ')}`);
    await client.query('COMMIT');
    await migrate(sequelize);
    return { takenAt: head.takenAt, rows: Object.values(rows).reduce((sum, count) => sum + count, 0) };
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function missingRows(client: Client, expected: BackupEnd['rows']): Promise<string[]> {
  const wrong: string[] = [];
  for (const [name, rows] of Object.entries(expected)) {
    const { rows: counted } = await client.query(`SELECT count(*)::float8 AS count FROM "${name}"`);
    if (counted[0].count !== rows) wrong.push(`${name} has ${counted[0].count} rows of ${rows}`);
  }
  return wrong;
}
