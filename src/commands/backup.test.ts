import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { migrations, pendingMigrations, revertMigration } from '#src/database/migrate.ts';
import { createTestDatabase } from '../../test/support/database.ts';

const main = join(import.meta.dirname, '../main.ts');
const newest = migrations.at(-1)?.name ?? '';
const NO_SCHEMA = 'DROP SCHEMA public CASCADE; CREATE SCHEMA public';

async function open(t: TestContext) {
  const url = await createTestDatabase(t);
  const database = connectDatabase(url, { poolSize: 2 });
  t.after(() => database.close());
  return { url, sequelize: database.sequelize };
}

function run(url: string, ...args: string[]) {
  const env = { ...process.env, DATABASE_URL: url, SESSION_SECRET: 'a secret of thirty-two characters' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
  return { status, said: stdout + stderr };
}

test('a backup leaves the schema of before an upgrade as it is, and is restored', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'tallyscope-backup-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const [before, empty] = [await open(t), await open(t)];
  await revertMigration(before.sequelize, newest);
  await empty.sequelize.query(NO_SCHEMA);
  const file = join(dir, 'backup.sql.gz');
  assert.match(run(before.url, 'backup', '--output', file).said, /^backed up [0-9]/);
  assert.deepEqual(await pendingMigrations(before.sequelize), [newest]);
  assert.match(
    run(empty.url, 'restore', dir).said,
    /^tallyscope: that is a directory; name the backup in it/,
  );
  assert.match(run(empty.url, 'restore', file).said, /^restored /);
  assert.deepEqual(await pendingMigrations(empty.sequelize), []);
});

test('there is no backup of a database without a schema', async (t) => {
  const { url, sequelize } = await open(t);
  await sequelize.query(NO_SCHEMA);
  assert.deepEqual(run(url, 'backup', '--output', '/nowhere/backup.sql.gz'), {
    status: 1,
    said: 'tallyscope: The database has no tables of this service: there is nothing to back up.\n',
  });
});

test('a backup takes the place of no device', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'tallyscope-backup-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const { url } = await open(t);
  const pipe = join(dir, 'pipe');
  spawnSync('mkfifo', [pipe]);
  assert.deepEqual(run(url, 'backup', '--output', pipe), {
    status: 1,
    said: `tallyscope: ${pipe} is not a file: give - and send that there.\n`,
  });
  assert.ok(statSync(pipe).isFIFO());
});
