import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '#src/database/database.ts';
import { restoreBackup } from '#src/features/backups/restore-backup.ts';
import { writeBackup } from '#src/features/backups/write-backup.ts';
import type { Cleanup } from '../../../../test/support/cleanup.ts';
import { createTestDatabase } from '../../../../test/support/database.ts';
import { query } from '../../../../test/support/embedded.ts';
import { databaseUrl, dropDatabase } from '../../../../test/support/template-database.ts';
import { withClient } from '../../../../test/support/with-client.ts';

/** A database with nothing in it, not even a schema. */
export async function emptyDatabase(t: Cleanup): Promise<string> {
  const server = databaseUrl(await createTestDatabase(t), 'postgres');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await query(server, `CREATE DATABASE ${name}`);
  t.after(() => dropDatabase(server, name));
  return databaseUrl(server, name);
}

/** A backup of a database, as one text. */
export const backedUp = (url: string): Promise<string> =>
  withClient(url, async (client) => {
    const parts = await Array.fromAsync(writeBackup(client));
    return Buffer.concat(parts).toString();
  });

/** Restores a backup from pieces of `size` bytes; the one with the byte `at` comes some milliseconds late. */
export async function restored(url: string, backup: string, size = 1000, late = { at: -1, by: 0 }) {
  const database = connectDatabase(url, { poolSize: 2 });
  async function* pieces() {
    const bytes = Buffer.from(backup);
    for (let at = 0; at < bytes.length; at += size) {
      if (at <= late.at && late.at < at + size) await sleep(late.by);
      yield bytes.subarray(at, at + size);
    }
  }
  try {
    return await withClient(url, (client) =>
      restoreBackup({ client, sequelize: database.sequelize }, pieces()),
    );
  } finally {
    await database.close();
  }
}

/** A backup without what says when it was taken. */
export const timeless = (backup: string): string => backup.replace(/"takenAt":"[^"]*"/, '');
