import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuestionPolicy } from '#src/database/models/question.ts';
import { Voters } from '#src/features/votes/voter.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const site = await createTestApp(suiteCleanup());
const CODE = 'THE-INVITATION';

/** A question for which results are for voters, and what its voter sends beside the choice. */
async function forVoters(policy: QuestionPolicy) {
  const question = await site.published({ text: `For voters, ${policy}?`, policy, results: 'voted' });
  if (policy === 'credential') {
    const voter = new Voters('a secret that only tests know about').credentialKey(question.id, CODE);
    await site.database.sequelize.query('INSERT INTO credentials (question_id, voter) VALUES ($1, $2)', {
      bind: [question.id, voter],
    });
  }
  const headers = policy === 'account' ? await site.organiser('voting', 'voter') : {};
  return { ...question, headers, credential: policy === 'credential' ? CODE : undefined };
}

for (const policy of ['open', 'browser', 'account', 'credential'] as const) {
  test(`who has voted sees the results and nobody else, policy ${policy}`, async () => {
    const { slug, choices, headers, credential } = await forVoters(policy);
    const url = `/api/v1/questions/${slug}`;
    const results = (sent: Record<string, string>) =>
      site.app.inject({ url: `${url}/results`, headers: sent });
    assert.equal((await results(headers)).statusCode, 403);
    const vote = await site.app.inject({
      method: 'POST',
      url: `${url}/votes`,
      headers,
      payload: { choices: [choices[0]], ...(credential && { credential }) },
    });
    assert.equal(vote.statusCode, 201, vote.body);
    const cookie = vote.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ');
    const voter = { ...headers, ...(cookie && { cookie }) };
    assert.equal((await results(voter)).statusCode, 200);
    assert.equal((await results({})).statusCode, 403, 'somebody else');
    const other = await site.published({ text: `Another, ${policy}?`, policy, results: 'voted' });
    const elsewhere = await site.app.inject({
      url: `/api/v1/questions/${other.slug}/results`,
      headers: voter,
    });
    assert.equal(elsewhere.statusCode, 403, 'another question');
  });
}

test('the cookie of a voter stays with its question and cannot be made up', async () => {
  const { slug, id, choices } = await forVoters('open');
  const url = `/api/v1/questions/${slug}`;
  const payload = { choices: [choices[0]] };
  const { cookies } = await site.app.inject({ method: 'POST', url: `${url}/votes`, payload });
  const answered = cookies.find(({ name }) => name === 'answered');
  assert.equal(answered?.path, url);
  assert.equal(answered?.httpOnly, true);
  const forged = `answered=${encodeURIComponent(`answered ${id}.${'A'.repeat(43)}`)}`;
  const { statusCode } = await site.app.inject({ url: `${url}/results`, headers: { cookie: forged } });
  assert.equal(statusCode, 403);
});
