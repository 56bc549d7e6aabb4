import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { connectDatabase } from '#src/database/database.ts';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { react } from '#src/features/ranking/reaction-store.ts';
import { ask, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

test('votes do not wait for a question that is being deleted, nor does who likes it', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 5 });
  t.after(() => database.close());
  const { sequelize } = database;
  const fan = await createAccount(database, { name: 'fan', password: 'correct horse', role: 'voter' });
  const large = await ask(database, { policy: 'account', secret: false });
  const other = await ask(database);
  const change = { voter: voterKey('ada'), changeable: true };
  await recordVotes(sequelize, [voteFor(large, [0], change)]);
  // As if it took its time with the ballots.
  const holder = await sequelize.transaction();
  await sequelize.query('SELECT FROM ballots FOR UPDATE', { transaction: holder });
  const deletion = deleteQuestion(database, large.slug);
  try {
    await untilLocked(database);
    const votes = [voteFor(large, [1], change), voteFor(other, [1])];
    const outcomes = await recordVotes(sequelize, votes);
    assert.deepEqual(
      votes.map(({ ballotId }) => outcomes.get(ballotId)),
      ['closed', 'counted'],
    );
    await react(sequelize, large.id, fan.id, 'like');
  } finally {
    await holder.rollback();
  }
  assert.equal((await deletion)?.slug, large.slug);
  assert.equal(await findQuestion(database, large.slug), undefined);
  assert.equal((await ledgerOf(database, other)).turnout, 1);
  assert.equal(await deleteQuestion(database, large.slug), undefined);
});

test('a question goes once votes that waited for its close are done: they would wait for its row', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 5 });
  t.after(() => database.close());
  const { sequelize } = database;
  const { id, slug } = await ask(database);
  const [holder, vote] = [await sequelize.transaction(), await sequelize.transaction()];
  await sequelize.query(`SELECT FROM questions WHERE id = ${id} FOR SHARE`, { transaction: holder });
  const deletion = deleteQuestion(database, slug);
  await untilLocked(database);
  const gate = `SELECT pg_advisory_xact_lock_shared(${LOCKS.gate}, ${id})`;
  const atGate = sequelize.query(gate, { transaction: vote });
  await untilLocked(database, 2);
  await holder.rollback();
  await atGate;
  await untilLocked(database);
  assert.equal((await findQuestion(database, slug))?.state, 'closed');
  await vote.commit();
  assert.equal((await deletion)?.slug, slug);
});

test('a like that comes while its question goes is no error', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 5 });
  t.after(() => database.close());
  const { sequelize } = database;
  const fan = await createAccount(database, { name: 'fan', password: 'correct horse', role: 'voter' });
  const { id } = await ask(database);
  const deletion = await sequelize.transaction();
  await database.questions.destroy({ where: { id }, transaction: deletion });
  const liking = react(sequelize, id, fan.id, 'like');
  await untilLocked(database);
  await deletion.commit();
  await liking;
});
