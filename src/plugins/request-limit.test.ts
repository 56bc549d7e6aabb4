import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { eventually } from '../../test/support/eventually.ts';
import { createTestApp } from '../../test/support/test-app.ts';

test('requests beyond the limit are refused at once, and taken again later', async (t) => {
  const { app, published, database } = await createTestApp(t, { REQUEST_LIMIT: '1' });
  const { slug, choices } = await published();
  let ended = false;
  // A page that waits for a lock is under way for as long as the transaction is open.
  const transaction = await database.sequelize.transaction();
  t.after(() => (ended ? undefined : transaction.rollback()));
  await database.sequelize.query('LOCK TABLE choices', { transaction });
  const waiting = app.inject(`/api/v1/questions/${slug}/results`);
  await new Promise((resolve) => setTimeout(resolve, 100));

  const refused = await app.inject('/api/v1/questions');
  assert.equal(refused.statusCode, 503);
  assert.equal(refused.headers['retry-after'], '1');
  assert.equal(refused.json().type, 'urn:tallyscope:problem:overloaded');
  const page = await app.inject({ url: '/', headers: { accept: 'text/html' } });
  assert.equal(page.statusCode, 503);
  assert.match(page.body, /<html/);
  const left = await app.inject({
    method: 'POST',
    url: '/api/v1/sessions',
    payload: { name: 'a', password: 'b' },
  });
  assert.equal(left.headers.connection, 'close');

  assert.equal((await app.inject('/healthz')).statusCode, 200);
  await transaction.commit();
  ended = true;
  assert.equal((await waiting).statusCode, 200);
  assert.equal((await app.inject('/api/v1/questions')).statusCode, 200);
  const vote = {
    method: 'POST',
    url: `/api/v1/questions/${slug}/votes`,
    payload: { choices: choices.slice(0, 1) },
  } as const;
  const votes = await Promise.all([app.inject(vote), app.inject(vote), app.inject(vote)]);
  assert.deepEqual(
    votes.map(({ statusCode }) => statusCode),
    [201, 201, 201],
  );
});

test('where no connection to the database is free, the answer says to try again', async (t) => {
  const { app } = await createTestApp(t);
  app.get('/out-of-reach', () => {
    throw Object.assign(new Error('timeout'), { name: 'SequelizeConnectionAcquireTimeoutError' });
  });
  const answer = await app.inject('/out-of-reach');
  assert.equal(answer.statusCode, 503);
  assert.equal(answer.headers['retry-after'], '2');
  const page = await app.inject({ url: '/out-of-reach', headers: { accept: 'text/html' } });
  // Another statement of the request may have saved something before.
  for (const { body } of [answer, page]) {
    assert.match(body, /look/);
    assert.doesNotMatch(body, /othing was saved/);
  }
});

test('a request whose statement loses the database is told to try again, not that it broke something', async (t) => {
  const { app, published, database } = await createTestApp(t);
  const { slug } = await published();
  const transaction = await database.sequelize.transaction();
  await database.sequelize.query('LOCK TABLE choices', { transaction });
  // Both wait for the question, which is read once for all who ask.
  const program = app.inject(`/api/v1/questions/${slug}/results`);
  const page = app.inject({ url: `/questions/${slug}`, headers: { accept: 'text/html' } });
  const ended = `SELECT count(pg_terminate_backend(pid))::int AS ended FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'`;
  await eventually(async () => {
    const [row] = await database.sequelize.query<{ ended: number }>(ended, { type: QueryTypes.SELECT });
    assert.equal(row?.ended, 1);
  }).finally(() => transaction.rollback());
  const answers = await Promise.all([program, page]);
  assert.deepEqual(
    answers.map(({ statusCode, headers }) => [statusCode, headers['retry-after']]),
    [
      [503, '2'],
      [503, '2'],
    ],
  );
  assert.equal(answers[0].json().type, 'urn:tallyscope:problem:interrupted');
  assert.match(answers[1].body, /lost on the way/);
});

test('a database that is silent as somebody connects on their own is lost, not broken', async (t) => {
  const { app } = await createTestApp(t);
  const says = { '/driver': 'timeout expired', '/pool': 'timeout exceeded when trying to connect' };
  for (const [path, message] of Object.entries(says))
    app.get(path, () => {
      throw new Error(message);
    });
  for (const path of Object.keys(says)) assert.equal((await app.inject(path)).statusCode, 503);
});

test('a client that leaves as it sends is no loss of the database', async (t) => {
  const { app } = await createTestApp(t);
  app.get('/left', () => {
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET', statusCode: 400 });
  });
  assert.equal((await app.inject('/left')).statusCode, 400);
});
