import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { migrations, pendingMigrations } from '#src/database/migrate.ts';
import { createTestDatabase } from '../../test/support/database.ts';

const main = join(import.meta.dirname, '../main.ts');
const [before, newest] = migrations.slice(-2).map(({ name }) => name) as [string, string];

async function open(t: TestContext) {
  const url = await createTestDatabase(t);
  const database = connectDatabase(url, { poolSize: 2 });
  t.after(() => database.close());
  const env = { ...process.env, DATABASE_URL: url, SESSION_SECRET: 'a secret of thirty-two characters' };
  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'migrate', ...args], {
      env,
      encoding: 'utf8',
    });
    return [status, stdout + stderr];
  };
  return { database, run, pending: () => pendingMigrations(database.sequelize) };
}

test('a step is taken back by its name, once, and done again', async (t) => {
  const { run, pending } = await open(t);
  assert.deepEqual(run('--down', before), [
    1,
    `tallyscope: The newest step is ${newest}: nothing is taken back.\n`,
  ]);
  assert.deepEqual(await pending(), []);
  assert.deepEqual(run('--down', newest), [0, `took back ${newest}\n`]);
  assert.deepEqual(await pending(), [newest]);
  assert.deepEqual(run('--down', newest), [
    1,
    `tallyscope: The newest step is ${before}: nothing is taken back.\n`,
  ]);
  assert.deepEqual(await pending(), [newest]);
  assert.deepEqual(run(), [0, 'the schema is up to date\n']);
  assert.deepEqual(await pending(), []);
});

test('nothing is taken back from under the steps of a newer release', async (t) => {
  const { database, run, pending } = await open(t);
  await database.sequelize.query(`INSERT INTO migrations (name) VALUES ('999-of-tomorrow')`);
  assert.deepEqual(run('--down', newest), [
    1,
    'tallyscope: The schema has steps of a newer release, which is to take them back first: 999-of-tomorrow.\n',
  ]);
  assert.deepEqual(await pending(), []);
});
