import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { recordAction } from '#src/database/record-action.ts';
import { createTestDatabase } from '../../test/support/database.ts';

test('an action is written with its transaction, and then stays as it is', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  t.after(() => database.close());
  const { sequelize } = database;
  const actor = { accountId: 7, name: 'ada' };
  const question = { slug: 'lunch', authorId: 7 };
  const record = (action: 'question.created' | 'question.deleted') =>
    sequelize.transaction((transaction) => recordAction(sequelize, transaction, { actor, action, question }));
  await record('question.created');
  await assert.rejects(
    sequelize.transaction(async (transaction) => {
      await recordAction(sequelize, transaction, { actor, action: 'question.deleted', question });
      throw new Error('the action failed');
    }),
  );
  for (const change of ['UPDATE audit_log SET actor = NULL', 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
    await assert.rejects(sequelize.query(change), /audit_log only grows/);
  }
  const [rows] = await sequelize.query('SELECT actor, action, question, details FROM audit_log');
  assert.deepEqual(rows, [{ actor: 'ada', action: 'question.created', question: 'lunch', details: {} }]);
});
