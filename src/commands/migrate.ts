import { Command } from 'commander';
import { withDatabaseAsItIs } from '#src/commands/with-database.ts';
import { grantServiceRole } from '#src/database/grant-service-role.ts';
import { migrate, revertMigration } from '#src/database/migrate.ts';
import { prepareQueue } from '#src/features/exports/export-queue.ts';

/**
 * `tallyscope migrate`: brings the schema to this release; `--down` takes its newest step back; `--grant` lets a role
 * serve and nothing else.
 */
export const migrateCommand = () =>
  new Command('migrate')
    .description('bring the database schema to this release')
    .option(
      '--down <step>',
      'take this step back instead, the newest, by its name: what it brought is deleted',
    )
    .option('--grant <role>', 'let this role do what the service does, and nothing else')
    .action(async ({ down, grant }: { down?: string; grant?: string }) => {
      await withDatabaseAsItIs(async ({ database }) => {
        if (down !== undefined) {
          await revertMigration(database.sequelize, down);
          process.stdout.write(`took back ${down}\n`);
          return;
        }
        await migrate(database.sequelize);
        process.stdout.write('the schema is up to date\n');
        if (!grant) return;
        await prepareQueue(database.url);
        await grantServiceRole(database.sequelize, grant);
        process.stdout.write(`${grant} may serve, and nothing else\n`);
      });
    });
