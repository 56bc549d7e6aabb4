import { buildApp } from '#src/app.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDatabase } from '#src/database/database.ts';
import type { AccountRole } from '#src/database/models/account.ts';
import { Notifications } from '#src/database/notifications.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import { openExports } from '#src/features/exports/open-exports.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { type QuestionInput, questionDefaults } from '#src/features/questions/question-input.ts';
import { createQuestion, findQuestion, publishQuestion } from '#src/features/questions/question-store.ts';
import { VOTES_CHANNEL } from '#src/features/results/live-results.ts';
import type { Cleanup } from './cleanup.ts';
import { createTestDatabase } from './database.ts';
import { lightAccount } from './light-account.ts';

/** The application on a database of its own, or beside others on the one given, closed when the test ends. */
export async function createTestApp(t: Cleanup, env: NodeJS.ProcessEnv = {}, shared?: string) {
  const url = shared ?? (await createTestDatabase(t));
  const { config, secrets } = loadConfig({ LOG_LEVEL: 'silent', ...env });
  const database = connectDatabase(url, { poolSize: 8 });
  const notifications = new Notifications(url, [QUESTIONS_CHANNEL, VOTES_CHANNEL]);
  const exports = openExports({ config, secrets }, database, { error() {} });
  const parts = await buildApp({
    config,
    secrets: { ...secrets, sessionSecret: 'a secret that only tests know about' },
    database,
    notifications,
    exports: exports.service,
  });
  await notifications.open();
  t.after(async () => {
    await parts.app.close();
    await exports.stop();
    await notifications.close();
    await database.close();
  });

  /** Logs an organiser in, or who has another role, and gives the header that the API takes. */
  async function organiser(name = 'ada', role: AccountRole = 'organiser') {
    const account = await lightAccount(database, { name, password: 'correct horse', role });
    return { authorization: `Bearer ${await openSession(database, account)}` };
  }

  /** Publishes a question, of the named account or of nobody, and gives it with its choices. */
  async function published(input: Partial<QuestionInput> = {}, author?: string) {
    const account = author ? await database.accounts.findOne({ where: { name: author } }) : null;
    const draft = await createQuestion(
      database,
      {
        ...questionDefaults,
        text: 'Tea or coffee?',
        choices: ['Tea', 'Coffee'],
        ...input,
      },
      account && { accountId: account.id, name: account.name },
    );
    await publishQuestion(database, draft.slug);
    const question = await findQuestion(database, draft.slug);
    const choices = question?.choices ?? [];
    return { id: draft.id, slug: draft.slug, choices: choices.map(({ id }) => id) };
  }

  return { ...parts, database, notifications, organiser, published };
}

export type TestApp = Awaited<ReturnType<typeof createTestApp>>;
