import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('voting over the API', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  const cast = (slug: string, choices: unknown, headers: Record<string, string> = {}) =>
    test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      headers,
      payload: { choices },
    });
  const total = async (slug: string) =>
    (await test.app.inject(`/api/v1/questions/${slug}/results`)).json<{ total: number }>().total;

  it('answers with the ballot and counts the vote', async () => {
    const { slug, choices } = await test.published();
    const answer = await cast(slug, [choices[0]]);
    assert.equal(answer.statusCode, 201);
    assert.match(answer.json<{ ballot: string }>().ballot, /^[0-9a-f-]{36}$/);
    const results = await test.app.inject(`/api/v1/questions/${slug}/results`);
    assert.deepEqual(
      results.json<{ choices: { votes: number }[] }>().choices.map(({ votes }) => votes),
      [1, 0],
    );
  });

  it('counts concurrent retries with one key once and gives them one answer', async () => {
    const { slug, choices } = await test.published();
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => cast(slug, [choices[1]], headers)));
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([201]));
    assert.equal(new Set(answers.map((answer) => answer.json<{ ballot: string }>().ballot)).size, 1);
    assert.equal(answers.filter(({ headers: { 'idempotent-replayed': replayed } }) => !replayed).length, 1);
    assert.equal(await total(slug), 1);
  });

  it('counts retries of a browser once that got no answer, and so no cookie', async () => {
    const { slug, choices } = await test.published({ policy: 'browser' });
    const headers = { 'idempotency-key': randomUUID() };
    const answers = await Promise.all(Array.from({ length: 20 }, () => cast(slug, [choices[1]], headers)));
    assert.deepEqual(new Set(answers.map(({ statusCode }) => statusCode)), new Set([201]));
    const given = answers.map(({ cookies }) => cookies.find(({ name }) => name === 'voter')?.value);
    assert.equal(new Set(given).size, 1);
    assert.equal(await total(slug), 1);
  });

  it('refuses a key that was used for another vote', async () => {
    const { slug, choices } = await test.published();
    const headers = { 'idempotency-key': 'the same' };
    await cast(slug, [choices[0]], headers);
    const answer = await cast(slug, [choices[1]], headers);
    assert.equal(answer.statusCode, 422);
    assert.equal(answer.json<{ type: string }>().type, 'urn:tallyscope:problem:key-reused');
    assert.equal(await total(slug), 1);
  });

  it('lets the same key name different votes of different questions', async () => {
    const [one, two] = [await test.published(), await test.published({ text: 'Another one?' })];
    const headers = { 'idempotency-key': 'shared' };
    assert.equal((await cast(one.slug, [one.choices[0]], headers)).statusCode, 201);
    assert.equal((await cast(two.slug, [two.choices[0]], headers)).statusCode, 201);
  });

  it('takes one vote from 200 concurrent attempts of one browser', async () => {
    const known = await test.published({ policy: 'browser' });
    const cookies: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const first = await cast(known.slug, [known.choices[0]]);
      cookies.push(String(first.headers['set-cookie']).split(';')[0] ?? '');
    }
    const { slug, choices } = await test.published({ policy: 'browser' });
    // Three browsers, so that some have their first attempts in one batch.
    const answers = await Promise.all(
      Array.from({ length: 200 * cookies.length }, (_, n) =>
        cast(slug, [choices[n % 2]], { cookie: cookies[n % cookies.length] ?? '' }),
      ),
    );
    const taken = answers.flatMap(({ statusCode }, n) => (statusCode === 201 ? [n % cookies.length] : []));
    assert.deepEqual(taken.sort(), [0, 1, 2]);
    assert.ok(answers.every(({ statusCode }) => statusCode === 201 || statusCode === 409));
    assert.equal(await total(slug), 3);
  });

  it('gives a forged voter cookie a new voter', async () => {
    const { slug, choices } = await test.published({ policy: 'browser' });
    const answer = await cast(slug, [choices[0]], { cookie: 'voter=somebody.forged' });
    assert.equal(answer.statusCode, 201);
    assert.match(String(answer.headers['set-cookie']), /^voter=.*; Max-Age=31536000;/);
  });

  it('says why a vote is refused', async () => {
    const { slug, choices } = await test.published();
    const types = async (...answers: ReturnType<typeof cast>[]) =>
      (await Promise.all(answers)).map((answer) => [
        answer.statusCode,
        answer.json<{ type: string }>().type.replace('urn:tallyscope:problem:', ''),
      ]);
    assert.deepEqual(
      await types(cast(slug, [999_999]), cast(slug, []), cast(slug, 'x'), cast('no-such-question', [1])),
      [
        [422, 'invalid-choice'],
        [400, 'invalid-request'],
        [400, 'invalid-request'],
        [404, 'not-found'],
      ],
    );
    await closeQuestion(test.database, slug);
    assert.deepEqual(await types(cast(slug, [choices[0]])), [[409, 'closed']]);
  });

  it('hides a question that opens later', async () => {
    const { slug, choices } = await test.published({ opensAt: new Date(Date.now() + 3_600_000) });
    assert.equal((await cast(slug, [choices[0]])).statusCode, 404);
    assert.equal((await test.app.inject(`/api/v1/questions/${slug}`)).statusCode, 404);
    assert.equal((await test.app.inject(`/questions/${slug}`)).statusCode, 404);
    const list = await test.app.inject('/api/v1/questions?limit=100');
    const slugs = list.json<{ questions: { slug: string }[] }>().questions.map((question) => question.slug);
    assert.ok(!slugs.includes(slug));
  });
});

describe('voting beyond capacity', () => {
  const cleanup = suiteCleanup();

  it('refuses with 503 and Retry-After, and loses nothing of what it took', async () => {
    const test = await createTestApp(cleanup, { VOTE_QUEUE_LIMIT: '10' });
    const { slug, choices } = await test.published();
    const answers = await Promise.all(
      Array.from({ length: 100 }, () =>
        test.app.inject({
          method: 'POST',
          url: `/api/v1/questions/${slug}/votes`,
          payload: { choices: [choices[0]] },
        }),
      ),
    );
    const refused = answers.filter(({ statusCode }) => statusCode === 503);
    const taken = answers.filter(({ statusCode }) => statusCode === 201);
    assert.equal(refused.length + taken.length, 100);
    assert.ok(refused.length > 0);
    for (const answer of refused) assert.equal(answer.headers['retry-after'], '1');
    const results = await test.app.inject(`/api/v1/questions/${slug}/results`);
    assert.equal(results.json<{ total: number }>().total, taken.length);
  });
});
