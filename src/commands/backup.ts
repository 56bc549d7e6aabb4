import { createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { Command } from 'commander';
import { withDatabaseAsItIs } from '#src/commands/with-database.ts';
import { migrations, pendingMigrations } from '#src/database/migrate.ts';
import { WatchedClient } from '#src/database/watched-client.ts';
import { writeBackup } from '#src/features/backups/write-backup.ts';
import { counted } from '#src/ui/counted.ts';

async function backup({ output }: { output: string }): Promise<void> {
  const toStdout = output === '-';
  if (toStdout && process.stdout.isTTY)
    throw new Error('A backup is not for a terminal: give --output, or send it somewhere.');
  // The rename at the end would put a file in the place of a device, such as /dev/null.
  const there = toStdout ? undefined : await stat(output).catch(() => undefined);
  if (there && !there.isFile()) throw new Error(`${output} is not a file: give - and send that there.`);
  const partial = `${output}.${process.pid}.partial`;
  // Of an older schema it is a backup that the release before can restore, taken before an upgrade.
  await withDatabaseAsItIs(async ({ database }) => {
    if ((await pendingMigrations(database.sequelize)).length === migrations.length)
      throw new Error('The database has no tables of this service: there is nothing to back up.');
    const client = new WatchedClient({
      connectionString: database.url,
      application_name: 'tallyscope-backup',
    });
    await client.connect();
    let written = 0;
    const rows = writeBackup(client, (sum) => {
      written = sum;
    });
    try {
      const target = toStdout ? process.stdout : createWriteStream(partial, { mode: 0o600, flush: true });
      await pipeline(Readable.from(rows), createGzip(), target);
      if (!toStdout) await rename(partial, output);
    } catch (error) {
      if (!toStdout) await rm(partial, { force: true });
      throw error;
    } finally {
      await client.end();
    }
    process.stderr.write(`backed up ${counted(written, 'row')}\n`);
  });
}

/** `tallyscope backup`: everything the database holds at one moment, while the service goes on. */
export const backupCommand = () =>
  new Command('backup')
    .description(
      'write all that the database holds, at one moment, as gzipped SQL; the service goes on meanwhile',
    )
    .option('--output <file>', 'file that appears once it is complete; - is the standard output', '-')
    .action(backup);
