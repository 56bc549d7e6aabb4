import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { VoteNotRecorded, VoteRefused } from '#src/features/votes/failed-votes.ts';
import { problemDocument } from '#src/plugins/problem.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const telemetry = startMemoryTelemetry();

/** Votes refused so far, by reason. */
async function refused(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { attributes, value } of await telemetry.points('votes.rejected')) {
    const reason = String(attributes.reason);
    counts[reason] = (counts[reason] ?? 0) + Number(value);
  }
  return counts;
}

const refusal = {
  type: 'urn:tallyscope:problem:overloaded',
  title: 'Too many votes at once',
  status: 503,
  detail: 'Nothing was saved. Sending the same vote again is safe.',
};
const loss = {
  type: 'urn:tallyscope:problem:not-recorded',
  title: 'The database was lost before it confirmed the vote',
  status: 503,
  detail: 'It may have been saved. Send the same vote again with the same `Idempotency-Key`: it counts once.',
};

describe('votes that fail on our side', () => {
  it('say whether they may have been saved all the same, and when to send them again', () => {
    const [refused, lost] = [new VoteRefused(), new VoteNotRecorded()];
    assert.deepEqual([refused, lost].map(problemDocument), [refusal, loss]);
    assert.deepEqual([refused.retryAfterSeconds, lost.retryAfterSeconds], [1, 1]);
  });
  const cleanup = suiteCleanup();
  let test: TestApp;
  let before: Record<string, number>;
  const newlyRefused = async () =>
    Object.fromEntries(
      Object.entries(await refused())
        .map(([reason, count]) => [reason, count - (before[reason] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  const cast = (slug: string, choices: unknown, headers: Record<string, string> = {}) =>
    test.app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      headers,
      payload: { choices },
    });
  const sql = (statement: string) => test.database.sequelize.query(statement);

  beforeEach(async () => {
    test = await createTestApp(cleanup, { VOTE_QUEUE_LIMIT: '10' });
    before = await refused();
  });

  it('are counted once where the question cannot be read', async () => {
    const { slug, choices } = await test.published();
    await sql('ALTER TABLE questions RENAME TO gone');
    assert.equal((await cast(slug, [choices[0]])).statusCode, 500);
    assert.deepEqual(await newlyRefused(), { error: 1 });
  });

  it('are counted once where a hook fails, on the page and over the API', async () => {
    const { slug, choices } = await test.published();
    await sql('ALTER TABLE sessions RENAME TO gone');
    const byApi = await cast(slug, [choices[0]], { authorization: 'Bearer abc' });
    const byPage = await test.app.inject({
      method: 'POST',
      url: `/questions/${slug}/votes`,
      cookies: { session: 'abc' },
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: `choices=${choices[0]}&ballot=x`,
    });
    assert.deepEqual([byApi.statusCode, byPage.statusCode], [500, 500]);
    assert.deepEqual(await newlyRefused(), { error: 2 });
  });

  it('are counted once where the queue is full', async () => {
    const { slug, choices } = await test.published();
    const answers = await Promise.all(Array.from({ length: 50 }, () => cast(slug, [choices[0]])));
    const failed = answers.filter(({ statusCode }) => statusCode >= 500).length;
    assert.ok(failed > 0);
    assert.deepEqual(await newlyRefused(), { overloaded: failed });
  });

  it('are refused at the door where the queue is full: neither the body is read nor the sender looked up', async () => {
    const { slug, choices } = await test.published();
    const transaction = await test.database.sequelize.transaction();
    const votes: ReturnType<typeof cast>[] = [];
    try {
      await test.database.sequelize.query('LOCK TABLE ballots', { transaction });
      const wave = () => Array.from({ length: 30 }, () => cast(slug, [choices[0]]));
      votes.push(...wave());
      const waiting = "SELECT FROM pg_locks WHERE relation = 'ballots'::regclass AND NOT granted";
      await eventually(async () => assert.equal((await sql(waiting))[0].length, 1));
      // While one batch waits for the lock the next fills the queue.
      const next = wave();
      votes.push(...next);
      assert.equal((await Promise.race(next)).statusCode, 503);
      const authorization = 'Bearer abc';
      await sql('ALTER TABLE sessions RENAME TO gone');
      const byApi = await test.app.inject({
        method: 'POST',
        url: `/api/v1/questions/${slug}/votes`,
        headers: { authorization, 'content-type': 'application/json' },
        payload: '{',
      });
      assert.deepEqual([byApi.statusCode, byApi.headers['retry-after']], [503, '1']);
      const byPage = await test.app.inject({
        method: 'POST',
        url: `/questions/${slug}/votes`,
        cookies: { session: 'abc' },
      });
      assert.equal(byPage.statusCode, 503);
    } finally {
      await transaction.commit();
    }
    const failed = (await Promise.all(votes)).filter(({ statusCode }) => statusCode >= 500).length;
    assert.deepEqual(await newlyRefused(), { overloaded: failed + 2 });
  });

  it('are told apart from what the voter did', async () => {
    const { slug } = await test.published();
    const members = await test.published({ text: 'Members only?', policy: 'account' });
    const answers = await Promise.all([
      cast(slug, 'x'),
      cast('no-such-question', [1]),
      cast(slug, [999_999]),
      cast(members.slug, [members.choices[0]]),
    ]);
    assert.deepEqual(
      answers.map(({ statusCode }) => statusCode),
      [400, 404, 422, 401],
    );
    assert.deepEqual(await newlyRefused(), { invalid: 2 });
  });
});
