import { Command } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { grantServiceRole } from '#src/database/grant-service-role.ts';
import { revertMigration } from '#src/database/migrate.ts';
import { prepareQueue } from '#src/features/exports/export-queue.ts';

/**
 * `tallyscope migrate`: brings the schema to this release; `--down` takes the newest step back; `--grant` lets a role
 * serve and nothing else.
 */
export const migrateCommand = () =>
  new Command('migrate')
    .description('bring the database schema to this release')
    .option('--down', 'take the newest step back instead')
    .option('--grant <role>', 'let this role do what the service does, and nothing else')
    .action(async ({ down, grant }: { down?: true; grant?: string }) => {
      await withDatabase(async ({ database }) => {
        const reverted = down && (await revertMigration(database.sequelize));
        process.stdout.write(reverted ? `took back ${reverted}\n` : 'the schema is up to date\n');
        if (!grant || down) return;
        await prepareQueue(database.url);
        await grantServiceRole(database.sequelize, grant);
        process.stdout.write(`${grant} may serve, and nothing else\n`);
      });
    });
