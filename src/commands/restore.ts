import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { Command } from 'commander';
import { withDatabaseAsItIs } from '#src/commands/with-database.ts';
import { WatchedClient } from '#src/database/watched-client.ts';
import { restoreBackup } from '#src/features/backups/restore-backup.ts';
import { counted } from '#src/ui/counted.ts';

/** What is wrong with a file where the error's own words name neither it nor what to do. */
const FAULTS: Record<string, string> = {
  EISDIR: 'that is a directory; name the backup in it: nothing was changed',
  Z_BUF_ERROR: 'the backup is cut off, so nothing was changed',
  Z_DATA_ERROR: 'the file is not gzipped, or not as it was written: nothing was changed',
};

async function restore(input: string): Promise<void> {
  await withDatabaseAsItIs(
    async ({ database: { url, sequelize } }) => {
      const client = new WatchedClient({ connectionString: url, application_name: 'tallyscope-restore' });
      try {
        await client.connect();
        const source = input === '-' ? process.stdin : createReadStream(input);
        const { takenAt, rows } = await pipeline(source, createGunzip(), (bytes) =>
          restoreBackup({ client, sequelize }, bytes),
        );
        process.stdout.write(
          `restored ${counted(rows, 'row')} of ${takenAt}; tallies, turnouts and signed heads agree with the ballots\n`,
        );
      } catch (error) {
        const fault = FAULTS[(error as NodeJS.ErrnoException).code ?? ''];
        throw fault ? new Error(fault, { cause: error }) : error;
      } finally {
        await client.end().catch(() => undefined);
      }
    },
    { exclusive: true },
  );
}

/** `tallyscope restore`: a backup into an empty database, verified before it is committed. */
export const restoreCommand = () =>
  new Command('restore')
    .description(
      'load a backup into an empty database; changes nothing where the backup does not agree with itself',
    )
    .argument('<file>', 'the backup; - is the standard input')
    .action(restore);
