import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type QuestionInput, RATINGS } from '#src/features/questions/question-input.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const ATTEMPTS = 120;
const cleanup = suiteCleanup();
const one = await createTestApp(cleanup);
const other = await createTestApp(cleanup, {}, one.database.url);
const organiser = await one.organiser('olga');
const account = await one.organiser('vera', 'voter');

const post = (path: string, headers: object, payload: object, { app } = one) =>
  app.inject({ method: 'POST', url: `/api/v1${path}`, headers: { ...headers }, payload });

/** A browser that has voted elsewhere, and so has its cookie. */
async function browser() {
  const { slug, choices } = await one.published({ text: 'Elsewhere?', policy: 'browser' });
  const { cookies } = await post(`/questions/${slug}/votes`, {}, { choices: choices.slice(0, 1) });
  const { name = '', value = '' } = cookies.find((cookie) => cookie.name === 'voter') ?? {};
  return { cookie: `${name}=${encodeURIComponent(value)}` };
}

/** What the one voter of a policy sends with each of their attempts. */
const voters = {
  browser: async () => ({ headers: await browser(), fields: {} }),
  account: async () => ({ headers: account, fields: {} }),
  credential: async (slug: string) => {
    const made = await post(`/questions/${slug}/credentials`, organiser, { count: 1 });
    const [credential] = made.json<{ credentials: { code: string }[] }>().credentials;
    return { headers: {}, fields: { credential: credential?.code } };
  },
};

const kinds: Partial<QuestionInput>[] = [
  { kind: 'single' },
  { kind: 'multiple', maxChoices: 2 },
  { kind: 'rating', choices: [...RATINGS] },
  { kind: 'ranked', maxChoices: 2 },
];

for (const policy of ['browser', 'account', 'credential'] as const)
  for (const input of kinds)
    test(`${ATTEMPTS} requests at once to two replicas are one vote: ${policy}, ${input.kind}`, async () => {
      const { slug, choices } = await one.published({ text: 'Once?', policy, ...input }, 'olga');
      const { headers, fields } = await voters[policy](slug);
      const answers = await Promise.all(
        Array.from({ length: ATTEMPTS }, (_, attempt) => {
          const payload = { ...fields, choices: [choices[attempt % choices.length]] };
          return post(`/questions/${slug}/votes`, headers, payload, attempt % 2 ? one : other);
        }),
      );
      const statuses = answers.map(({ statusCode }) => statusCode).sort();
      assert.deepEqual(statuses, [201, ...Array(ATTEMPTS - 1).fill(409)]);
      const results = await one.app.inject(`/api/v1/questions/${slug}/results`);
      assert.equal(results.json<{ total: number }>().total, 1);
    });
