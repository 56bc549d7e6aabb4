import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { QueryTypes } from 'sequelize';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { connectDatabase } from '#src/database/database.ts';
import { closeDue } from '#src/features/questions/close-due.ts';
import { changeQuestion, closeNow, closeQuestion } from '#src/features/questions/question-store.ts';
import { ask } from '#src/features/votes/testing/ledger-fixture.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

test('questions whose time has come are taken in the order of votes, who never wait for it in a circle', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 3 });
  t.after(() => database.close());
  const [first, second] = [await ask(database), await ask(database)];
  await ask(database, { closesAt: new Date(Date.now() + 3_600_000) });
  // The second is found before the first, in the table as well as by its time.
  for (const [seconds, { id }] of [
    [2, second],
    [1, first],
  ] as const)
    await database.sequelize.query(
      `UPDATE questions SET opens_at = now() - interval '1 hour', closes_at = now() - ${seconds} * interval '1 second'
       WHERE id = ${id}`,
    );
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.after(() => client.end());
  const vote = await database.sequelize.transaction();
  const hold = ({ id }: { id: number }) =>
    database.sequelize.query(`SELECT FROM questions WHERE id = ${id} FOR SHARE`, { transaction: vote });
  let closing: Promise<number> | undefined;
  try {
    await hold(first);
    closing = closeDue(client);
    closing.catch(() => undefined);
    await untilLocked(database);
    await hold(second);
  } finally {
    await vote.rollback();
  }
  assert.equal(await closing, 2);
  assert.equal(await closeDue(client), 0);
});

test('who changes a question that is being closed waits, and finds it closed', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 3 });
  t.after(() => database.close());
  const { id, slug } = await ask(database);
  await database.sequelize.query(
    `UPDATE questions SET opens_at = now() - interval '1 hour', closes_at = now() WHERE id = ${id}`,
  );
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  t.after(() => client.end());
  await client.query('BEGIN');
  assert.equal(await closeDue(client), 1);
  const found = changeQuestion(database, slug, { event: 'edited', actor: null }, async () => undefined);
  found.catch(() => undefined);
  await untilLocked(database);
  await client.query('COMMIT');
  assert.equal((await found)?.state, 'closed');
});

test('a close that waits for votes is no earlier than they, and needs one connection', async (t) => {
  const url = await createTestDatabase(t);
  const [database, votes] = [connectDatabase(url, { poolSize: 1 }), connectDatabase(url, { poolSize: 2 })];
  t.after(() => Promise.all([database.close(), votes.close()]));
  const { id, slug } = await ask(database);
  const vote = await votes.sequelize.transaction();
  const inVote = { transaction: vote, type: QueryTypes.SELECT as const };
  await votes.sequelize.query(`SELECT pg_advisory_xact_lock_shared(${LOCKS.gate}, ${id})`, inVote);
  const closing = closeQuestion(database, slug);
  closing.catch(() => undefined);
  await untilLocked(votes);
  const [cast] = await votes.sequelize.query<{ at: Date }>('SELECT clock_timestamp() AS at', inVote);
  await vote.commit();
  const { closesAt } = (await closing) ?? {};
  assert.ok(cast && closesAt && closesAt >= cast.at);
});

test('a close is no earlier than votes of the same millisecond', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 1 });
  t.after(() => database.close());
  for (let times = 0; times < 10; times++) {
    const question = await database.questions.findByPk((await ask(database)).id);
    assert.ok(question);
    const later = await database.sequelize.transaction(async (transaction) => {
      const select = { transaction, type: QueryTypes.SELECT as const };
      const [cast] = await database.sequelize.query<{ at: string }>(
        'SELECT clock_timestamp()::text AS at',
        select,
      );
      await closeNow(database, question, transaction);
      const sql = `SELECT closes_at >= '${cast?.at}' AS later FROM questions WHERE id = ${question.id}`;
      return database.sequelize.query(sql, select);
    });
    assert.deepEqual(later, [{ later: true }]);
  }
});

test('a question that is closed before it opened never opened', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 1 });
  t.after(() => database.close());
  const { slug } = await ask(database, { opensAt: new Date(Date.now() + 3_600_000) });
  const { state, opensAt, closesAt } = (await closeQuestion(database, slug)) ?? {};
  assert.deepEqual([state, opensAt], ['closed', closesAt]);
});
