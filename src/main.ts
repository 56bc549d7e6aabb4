#!/usr/bin/env node
import { Command } from 'commander';
import { auditCommand } from '#src/commands/audit.ts';
import { exportCommand } from '#src/commands/export.ts';
import { migrateCommand } from '#src/commands/migrate.ts';
import { rankCommand } from '#src/commands/rank.ts';
import { seedCommand } from '#src/commands/seed.ts';
import { serveCommand } from '#src/commands/serve.ts';
import { userCommand } from '#src/commands/user.ts';
import { version } from '#src/config/version.ts';

const program = new Command('tallyscope')
  .description('A voting service whose every vote can be seen, counted and proved')
  .version(version)
  .addCommand(serveCommand())
  .addCommand(exportCommand())
  .addCommand(auditCommand())
  .addCommand(migrateCommand())
  .addCommand(rankCommand())
  .addCommand(seedCommand())
  .addCommand(userCommand());

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`tallyscope: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
