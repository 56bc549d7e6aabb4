import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { pendingMigrations } from '#src/database/migrate.ts';
import { createTestDatabase } from './database.ts';

async function open(t: TestContext) {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  t.after(() => database.close());
  return database;
}

test('a test database is migrated, empty and apart from every other', async (t) => {
  const [first, second] = [await open(t), await open(t)];
  assert.deepEqual(await pendingMigrations(first.sequelize), []);
  await first.accounts.create({ name: 'ada', passwordHash: 'x', role: 'voter' });
  assert.equal(await first.accounts.count(), 1);
  assert.equal(await second.accounts.count(), 0);
});
