import { Command } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { revertMigration } from '#src/database/migrate.ts';

/** `tallyscope migrate`: brings the schema to this release; `--down` takes the newest step back. */
export const migrateCommand = () =>
  new Command('migrate')
    .description('bring the database schema to this release')
    .option('--down', 'take the newest step back instead')
    .action(async ({ down }: { down?: true }) => {
      await withDatabase(async ({ database }) => {
        const reverted = down && (await revertMigration(database.sequelize));
        process.stdout.write(reverted ? `took back ${reverted}\n` : 'the schema is up to date\n');
      });
    });
