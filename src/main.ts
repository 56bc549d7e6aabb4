#!/usr/bin/env node
import { Command } from 'commander';
import { commands } from '#src/commands/commands.ts';
import { version } from '#src/config/version.ts';
import { certificateProblem } from '#src/database/server-certificate.ts';

// What cannot be written, as on a full disk, is lost. Without a listener the error would end the service.
process.stderr.on('error', () => {});

const program = new Command('tallyscope')
  .description('A voting service whose every vote can be seen, counted and proved')
  .version(version)
  .configureOutput({
    // One line like all others, with what may have been meant at its end.
    outputError: (text, write) =>
      write(`${text.trim().replaceAll('\n', ' ').replace('error:', 'tallyscope:')}\n`),
  });

const [, , name = ''] = process.argv;
const fail = (reason: unknown) => {
  process.stderr.write(`tallyscope: ${reason}\n`);
  process.exitCode = 1;
};
// The service sees to its log itself.
if (name !== 'serve')
  process.stdout.once('error', ({ message }) => {
    fail(`standard output: ${message}`);
    process.exit();
  });
const known = Object.hasOwn(commands, name);
for (const [command, load] of Object.entries(commands))
  if (!known || command === name) {
    const added = await load();
    for (const each of [added, ...added.commands]) each.copyInheritedSettings(program);
    program.addCommand(added);
  }

try {
  await program.parseAsync();
} catch (error) {
  fail(certificateProblem(error) ?? (error instanceof Error ? error.message : error));
}
// A silent Collector would keep a finished command alive, by ten seconds for each thousand spans that wait for it.
if (name !== 'serve') setTimeout(() => process.exit(), 1000).unref();
