import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { migrations, pendingMigrations, revertMigration } from '#src/database/migrate.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

const main = join(import.meta.dirname, '../main.ts');
const newest = migrations.at(-1)?.name ?? '';

describe('a command on a database', () => {
  const cleanup = suiteCleanup();
  function open(url: string) {
    const database = connectDatabase(url, { poolSize: 2 });
    cleanup.after(() => database.close());
    const run = (...args: string[]) => {
      const env = { ...process.env, DATABASE_URL: url, S3_BUCKET: 'votes' };
      const { status, stderr } = spawnSync(process.execPath, [main, ...args], { env, encoding: 'utf8' });
      return [status, stderr];
    };
    return { database, run };
  }
  const advice = 'run `tallyscope migrate` first, or this command of the release that serves.\n';

  it('of an older schema leaves that as it is, and says what to do', async () => {
    const { database, run } = open(await createTestDatabase(cleanup));
    await revertMigration(database.sequelize);
    for (const args of [
      ['audit'],
      ['rank'],
      ['export', '--all', '--prefix', ''],
      ['user', 'list'],
      ['user', 'add', 'ada'],
      ['seed'],
    ])
      assert.deepEqual(
        run(...args),
        [1, `tallyscope: The schema is older than this release (${newest}): ${advice}`],
        args.join(' '),
      );
    assert.deepEqual(await pendingMigrations(database.sequelize), [newest]);
  });

  it('that is empty makes tables for the first account alone', async () => {
    const { database, run } = open(await createTestDatabase(cleanup));
    await database.sequelize.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    assert.deepEqual(run('audit'), [1, `tallyscope: The database has no tables of this service: ${advice}`]);
    assert.equal((await pendingMigrations(database.sequelize)).length, migrations.length);
    assert.deepEqual(run('user', 'add', 'ada'), [0, '']);
    assert.deepEqual(await pendingMigrations(database.sequelize), []);
  });
});
