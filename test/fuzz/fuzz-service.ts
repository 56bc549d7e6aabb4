import type { AccountRole } from '#src/database/models/account.ts';
import { startS3 } from '#src/features/exports/testing/start-s3.ts';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';
import { type QuestionInput, RATINGS } from '#src/features/questions/question-input.ts';
import type { Cleanup } from '../support/cleanup.ts';
import { createTestApp, type TestApp } from '../support/test-app.ts';
import type { KnownValues } from './aim.ts';

/** Who a run of the fuzzer is to the service. */
export type AuthState = 'nobody' | 'stale' | 'voter' | 'organiser' | 'administrator' | 'token';

export interface FuzzService {
  origin: string;
  /** The header that says who asks, by who it is. */
  authorization: Record<AuthState, string | undefined>;
  known: KnownValues;
  /** A session that only one run uses, so that it may end it. */
  freshSession(): Promise<string>;
}

const variants: Partial<QuestionInput>[] = [
  {},
  { kind: 'multiple', choices: ['Tea', 'Coffee', 'Water'], maxChoices: 2 },
  { kind: 'rating', choices: [...RATINGS] },
  { kind: 'ranked', choices: ['Tea', 'Coffee', 'Water'], maxChoices: 3 },
  { policy: 'browser' },
  { policy: 'account', secret: false },
  { policy: 'credential' },
  { results: 'organisers' },
  { results: 'closed' },
];

/** Questions of every kind and policy, so many that a run that deletes some does not run out of them. */
async function askQuestions(test: TestApp, author: string) {
  const asked = [];
  for (let copy = 0; copy < 3; copy += 1) {
    for (const variant of variants) asked.push(await test.published(variant, author));
  }
  return asked;
}

/** The whole service on a port of its own, with a bucket, questions of every sort, and somebody of every role. */
export async function startFuzzService(t: Cleanup): Promise<FuzzService> {
  const { env } = await startS3(t as never);
  const test = await createTestApp(t, env);
  const session = (name: string, role: AccountRole) => test.organiser(name, role);
  const [voter, organiser, administrator] = [
    await session('vera', 'voter'),
    await session('olga', 'organiser'),
    await session('anna', 'administrator'),
  ];
  const questions = await askQuestions(test, 'olga');
  const ask = (url: string, payload: object) =>
    test.app.inject({ method: 'POST', url: `/api/v1${url}`, headers: organiser, payload });
  const scopes = ['votes:write', 'questions:read', 'results:read'];
  const { token } = (await ask('/tokens', { name: 'fuzz', scopes })).json<{ token: string }>();
  const exported = (await ask('/exports', { questions: 'all' })).json<{ id: string }>();
  const invited = questions[6]?.slug ?? '';
  const { credentials } = (await ask(`/questions/${invited}/credentials`, { count: 5 })).json<{
    credentials: { code: string }[];
  }>();
  // A live stream ends when its question changes: the fuzzer, which reads to the end, would wait for one for ever.
  test.app.server.on('request', ({ url }, response) => {
    const slug = /\/questions\/([^/?]+)\/results\/live\b/.exec(url ?? '')?.[1];
    const question = questions.find((one) => one.slug === slug);
    if (!question) return;
    const { id } = question;
    const change = () =>
      test.database.sequelize
        .query('SELECT pg_notify($1, $2)', { bind: [QUESTIONS_CHANNEL, JSON.stringify({ id, slug })] })
        .catch(() => undefined);
    const changing = setInterval(change, 500);
    response.once('close', () => clearInterval(changing));
  });
  let visits = 0;
  return {
    origin: await test.app.listen({ port: 0, host: '127.0.0.1' }),
    authorization: {
      nobody: undefined,
      stale: 'Bearer it-was-a-session-once',
      voter: voter.authorization,
      organiser: organiser.authorization,
      administrator: administrator.authorization,
      token: `Bearer ${token}`,
    },
    known: {
      slugs: questions.map(({ slug }) => slug),
      choices: questions.flatMap(({ choices }) => choices),
      exports: [exported.id],
      credentials: credentials.map(({ code }) => code),
    },
    freshSession: async () => {
      visits += 1;
      return (await session(`guest${visits}`, 'organiser')).authorization;
    },
  };
}
