import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { entitle } from '#src/features/votes/testing/ledger-fixture.ts';
import { Voters } from '#src/features/votes/voter.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('casting votes of every kind and policy over the API', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });
  const three = { choices: ['a', 'b', 'c'] };

  async function cast(slug: string, payload: object, headers: Record<string, string> = {}) {
    const url = `/api/v1/questions/${slug}/votes`;
    const answer = await test.app.inject({ method: 'POST', url, headers, payload });
    const body = answer.json<{ type?: string; ballot?: string }>();
    return [answer.statusCode, body.type?.replace('urn:tallyscope:problem:', '') ?? 'ballot'];
  }
  async function tally(id: number) {
    const choices = await test.database.choices.findAll({
      where: { questionId: id },
      order: [['position', 'ASC']],
    });
    return choices.map((choice) => choice.tally);
  }

  it('takes several choices in any order, and says when they are too few, too many or twice', async () => {
    const question = await test.published({
      ...three,
      kind: 'multiple',
      minChoices: 2,
      maxChoices: 2,
      text: 'Two?',
    });
    const [a, b, c] = question.choices;
    assert.deepEqual(await cast(question.slug, { choices: [c, a] }), [201, 'ballot']);
    for (const choices of [[a], [a, b, c], [a, a]])
      assert.deepEqual(await cast(question.slug, { choices }), [422, 'invalid-choice']);
    assert.deepEqual(await cast(question.slug, { choices: [] }), [400, 'invalid-request']);
    assert.deepEqual(await tally(question.id), [1, 0, 1]);
  });

  it('takes ranked choices in the order of preference', async () => {
    const question = await test.published({ ...three, kind: 'ranked', maxChoices: 3, text: 'Order?' });
    const [a, b, c] = question.choices;
    assert.deepEqual(await cast(question.slug, { choices: [c, a, b] }), [201, 'ballot']);
    assert.deepEqual(await cast(question.slug, { choices: [b, b] }), [422, 'invalid-choice']);
    assert.deepEqual(await tally(question.id), [0, 0, 1]);
  });

  it('takes one vote an account, and none without', async () => {
    const { slug, choices } = await test.published({ policy: 'account', text: 'Members only?' });
    const vote = { choices: [choices[0]] };
    assert.deepEqual(await cast(slug, vote), [401, 'unauthorized']);
    const member = await test.organiser('member', 'voter');
    assert.deepEqual(await cast(slug, vote, member), [201, 'ballot']);
    assert.deepEqual(await cast(slug, vote, member), [409, 'duplicate']);
  });

  it('changes an answer that is not secret, and counts a retry once', async () => {
    const { id, slug, choices } = await test.published({
      policy: 'account',
      secret: false,
      text: 'Changeable?',
    });
    const member = await test.organiser('fickle', 'voter');
    assert.deepEqual(await cast(slug, { choices: [choices[0]] }, member), [201, 'ballot']);
    const change = { ...member, 'idempotency-key': randomUUID() };
    assert.deepEqual(await cast(slug, { choices: [choices[1]] }, change), [200, 'ballot']);
    assert.deepEqual(await cast(slug, { choices: [choices[1]] }, change), [201, 'ballot']);
    assert.deepEqual(await tally(id), [0, 1]);
  });

  it('takes one vote a credential, however it is typed, and none for what is no credential', async () => {
    const { id, slug, choices } = await test.published({ policy: 'credential', text: 'Invited only?' });
    const voters = new Voters('a secret that only tests know about');
    await entitle(test.database, { id, slug, choices }, [voters.credentialKey(id, 'ABCD-EFGH')]);
    const vote = { choices: [choices[0]] };
    assert.deepEqual(await cast(slug, vote), [403, 'not-entitled']);
    assert.deepEqual(await cast(slug, { ...vote, credential: 'ABCD-EFGX' }), [403, 'not-entitled']);
    assert.deepEqual(await cast(slug, { ...vote, credential: ' abcd efgh' }), [201, 'ballot']);
    assert.deepEqual(await cast(slug, { ...vote, credential: 'ABCD-EFGH' }), [409, 'duplicate']);
    assert.deepEqual(await tally(id), [1, 0]);
  });
});
