#!/usr/bin/env node
import { Command } from 'commander';
import { version } from '#src/config/version.ts';

const program = new Command('tallyscope')
  .description('A voting service whose every vote can be seen, counted and proved')
  .version(version);

// Whoever verifies a tally needs neither the service nor its settings.
if (process.argv[2] === 'verify') {
  const { verifyCommand } = await import('#src/commands/verify.ts');
  program.addCommand(verifyCommand());
} else {
  const { commands } = await import('#src/commands/commands.ts');
  for (const command of commands()) program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`tallyscope: ${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}
