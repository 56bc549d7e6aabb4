import { Command, Option } from 'commander';
import { withDatabase } from '#src/commands/with-database.ts';
import { addSamples, clearQuestions } from '#src/features/questions/sample-questions.ts';

type Mode = 'refresh' | 'clear' | 'demo';

async function seed({ mode }: { mode: Mode }): Promise<void> {
  await withDatabase(async ({ config, database }) => {
    if (config.deploymentEnvironment === 'production') {
      throw new Error(
        'seed changes all questions and refuses to run where DEPLOYMENT_ENVIRONMENT is production',
      );
    }
    const cleared = mode === 'demo' ? 0 : await clearQuestions(database);
    const added = mode === 'clear' ? 0 : await addSamples(database);
    process.stdout.write(`deleted ${cleared} questions, published ${added}\n`);
  });
}

/** `tallyscope seed`: sample questions for trying things out. */
export const seedCommand = () =>
  new Command('seed')
    .description('publish sample questions')
    .addOption(
      new Option('--mode <mode>', 'demo adds the samples, clear deletes every question, refresh does both')
        .choices(['refresh', 'clear', 'demo'])
        .default('demo'),
    )
    .action(seed);
