import { Command, Option } from 'commander';
import { type PasswordOptions, readPassword } from '#src/commands/read-password.ts';
import { withNewDatabase } from '#src/commands/with-database.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { sessionSecret } from '#src/config/session-secret.ts';
import { addDemo } from '#src/features/demo/add-demo.ts';
import { clearQuestions } from '#src/features/demo/clear-questions.ts';
import { counted } from '#src/ui/counted.ts';

type Mode = 'refresh' | 'clear' | 'demo';

/** @throws before anything is opened, where this is a service that people rely on. */
function refuseProduction(): void {
  if (/^prod(uction)?$/i.test(loadConfig().config.deploymentEnvironment))
    throw new Error(
      'seed adds made-up votes or deletes real ones, and refuses to run where DEPLOYMENT_ENVIRONMENT is production',
    );
}

const say = (line: string) => process.stdout.write(`${line}\n`);

async function seed({ mode, ...options }: PasswordOptions & { mode: Mode }): Promise<void> {
  refuseProduction();
  const { password, shown } = await readPassword(options);
  await withNewDatabase(async ({ config, secrets, database }) => {
    if (mode !== 'demo') say(`deleted ${counted(await clearQuestions(database), 'question')}`);
    if (mode === 'clear') return;
    const secret = await sessionSecret(secrets.sessionSecret, config.dataDir);
    const { people, questions, votes } = await addDemo(database, { secret, password });
    say(`added ${counted(questions, 'question')} with ${counted(votes, 'vote')}`);
    say(people.length > 0 ? `created ${people.join(', ')}${shown}` : 'created no accounts');
  });
}

/** `tallyscope seed`: people, questions and votes for trying things out. */
export const seedCommand = () =>
  new Command('seed')
    .description('add made-up people, questions and votes of the last two weeks, or delete all questions')
    .addOption(
      new Option(
        '--mode <mode>',
        'demo adds what is missing, clear deletes every question with its votes, refresh does both',
      )
        .choices(['refresh', 'clear', 'demo'])
        .default('demo'),
    )
    .option(
      '--password-stdin',
      'read the password of new accounts from standard input; without, one is generated and printed',
    )
    .addHelpText(
      'after',
      '\nRun it while the service is stopped: votes that no process counted look like lost ones to its alerts.',
    )
    .action(seed);
