import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import { connectDatabase, readPool } from '#src/database/database.ts';
import { createTestDatabase } from '../../test/support/database.ts';

test('the pool tells how its connections are used, and keeps some of them for who only reads', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 4 });
  t.after(() => database.close());
  const { sequelize } = database;
  assert.deepEqual(readPool(database), { used: 0, idle: 0, pending: 0, max: 4 });
  const held = await Promise.all([1, 2, 3].map(() => sequelize.transaction()));
  // Both change something; that one gives rows makes it no reader.
  const waiting = [
    sequelize.transaction().then((transaction) => transaction.rollback()),
    sequelize.query('INSERT INTO migrations VALUES (1) RETURNING name', {
      type: QueryTypes.SELECT,
      useMaster: true,
    }),
  ];
  await turn();
  assert.deepEqual(readPool(database), { used: 3, idle: 0, pending: 2, max: 4 });
  assert.deepEqual(await sequelize.query('SELECT 1 AS one', { type: QueryTypes.SELECT }), [{ one: 1 }]);
  const reading = await sequelize.transaction({ readOnly: true });
  assert.deepEqual(readPool(database), { used: 4, idle: 0, pending: 2, max: 4 });
  for (const transaction of [reading, ...held]) await transaction.rollback();
  await Promise.all(waiting);
  assert.deepEqual(readPool(database).used, 0);
});

test('a change waits for a connection no longer than who reads, and gives its place back where it gets none', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 3 });
  t.after(() => database.close());
  const { sequelize } = database;
  const held = [await sequelize.transaction(), await sequelize.transaction()];
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const late = assert.rejects(sequelize.transaction(), { name: 'SequelizeConnectionAcquireTimeoutError' });
  await turn();
  t.mock.timers.tick(10_000);
  await late;
  t.mock.timers.reset();
  for (const transaction of held) await transaction.rollback();
  const { connectionManager } = sequelize;
  const lost = (await connectionManager.getConnection({ type: 'write' })) as { end(): Promise<void> };
  await connectionManager.destroyConnection(lost);
  await (await sequelize.transaction()).rollback();
  const nowhere = connectDatabase('postgres://nobody@127.0.0.1:1/none', { poolSize: 2 });
  t.after(() => nowhere.close());
  for (let n = 0; n < 3; n += 1)
    await assert.rejects(nowhere.sequelize.transaction(), { name: 'SequelizeConnectionRefusedError' });
});
