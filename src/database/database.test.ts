import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase, readPool } from '#src/database/database.ts';
import { createTestDatabase } from '../../test/support/database.ts';

test('the pool tells how its connections are used', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  t.after(() => database.close());
  assert.deepEqual(readPool(database), { used: 0, idle: 0, pending: 0, max: 2 });
  const held = [await database.sequelize.transaction(), await database.sequelize.transaction()];
  const third = database.sequelize.transaction();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(readPool(database), { used: 2, idle: 0, pending: 1, max: 2 });
  for (const transaction of held) await transaction.rollback();
  await (await third).rollback();
  assert.equal(readPool(database).used, 0);
});
