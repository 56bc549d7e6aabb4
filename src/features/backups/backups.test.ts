import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { connectDatabase } from '#src/database/database.ts';
import { migrate, migrations, pendingMigrations } from '#src/database/migrate.ts';
import { backedUp, emptyDatabase, restored, timeless } from '#src/features/backups/testing/databases.ts';
import { createLedger } from '#src/features/proofs/testing/ledger.ts';
import { query } from '../../../test/support/embedded.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { withClient } from '../../../test/support/with-client.ts';

const AWKWARD = 'tab\t, line\n, \\. and \\N, "quotes", ☃, 👩‍👩‍👧, \u202e';

/** A ledger with what a backup could lose: a signed head, rows that triggers follow, awkward text, gone rows. */
async function fullLedger(t: TestContext) {
  const ledger = await createLedger(t, { texts: ['Vim', AWKWARD.slice(0, 60), 'Nano'] });
  await ledger.client.query(
    `INSERT INTO accounts (name, password_hash, role) VALUES ('ada', $1, 'administrator'), ('gone', 'x', 'voter')`,
    [AWKWARD],
  );
  await ledger.client.query(`DELETE FROM accounts WHERE name = 'gone'`);
  await ledger.client.query(`INSERT INTO reactions (question_id, account_id, value) VALUES (1, 1, 1)`);
  await ledger.cast([{ choices: [1] }, { choices: [1] }, { choices: [3] }]);
  await ledger.close();
  await ledger.seal();
  await ledger.seal();
  return ledger;
}

/** Gives a database the schema of this release. */
async function migrated(url: string): Promise<void> {
  const database = connectDatabase(url, { poolSize: 2 });
  await migrate(database.sequelize);
  await database.close();
}

describe('a backup', () => {
  it('restores everything into an empty database, byte by byte', async (t) => {
    const { url } = await fullLedger(t);
    const name = new URL(url).pathname.slice(1);
    await query(
      url,
      `ALTER DATABASE ${name} SET datestyle TO 'SQL, DMY'; ALTER DATABASE ${name} SET timezone TO 'Asia/Tokyo'`,
    );
    const backup = await backedUp(url);
    assert.match(backup, /^COPY public\.log_heads .*\n1\t1\t/m, 'a head was signed');
    const target = await emptyDatabase(t);
    const { rows } = await restored(target, backup, 7);
    assert.ok(rows > 10);
    assert.equal(timeless(await backedUp(target)), timeless(backup));
    const [added] = (await query(
      target,
      `INSERT INTO accounts (name, password_hash, role) VALUES ('bob', 'x', 'voter') RETURNING id`,
    )) as { id: number }[];
    assert.equal(added?.id, 3, 'an id that was given once is not given again');
    assert.deepEqual(await query(target, 'SELECT likes::int FROM reaction_counts'), [{ likes: 1 }]);
    await assert.rejects(query(target, 'UPDATE log_heads SET note = note'), 'what never changes does not');
  });

  it('is of the schema that the tables are in, into the one that the database has for them', async (t) => {
    const inOwnSchema = async () => {
      const url = await emptyDatabase(t);
      await query(
        url,
        `CREATE SCHEMA own; ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = own, public`,
      );
      return url;
    };
    const url = await inOwnSchema();
    await migrated(url);
    await query(url, `INSERT INTO accounts (name, password_hash, role) VALUES ('ada', 'x', 'voter')`);
    const backup = await backedUp(url);
    for (const target of [await emptyDatabase(t), await inOwnSchema()]) {
      await restored(target, backup);
      assert.deepEqual(await query(target, 'SELECT name FROM accounts'), [{ name: 'ada' }]);
    }
  });

  it('takes its time where statements of the database may not', async (t) => {
    const { url } = await fullLedger(t);
    const backup = await backedUp(url);
    const target = await emptyDatabase(t);
    await migrated(target);
    await query(target, `ALTER DATABASE ${new URL(target).pathname.slice(1)} SET statement_timeout TO '1s'`);
    const at = backup.indexOf('\n', backup.indexOf('COPY public.accounts')) + 10;
    const { rows } = await restored(target, backup, 7, { at, by: 1500 });
    assert.ok(rows > 10);
  });

  it('is of one moment, whatever is cast meanwhile', async (t) => {
    const ledger = await createLedger(t);
    await ledger.cast([{ choices: [1] }]);
    const during = backedUp(ledger.url);
    for (let cast = 0; cast < 20; cast += 1) await ledger.cast([{ choices: [2] }]);
    await restored(await emptyDatabase(t), await during);
  });

  it('is none where the role may not read how far ids were given', async (t) => {
    const { url } = await fullLedger(t);
    await query(url, 'REVOKE ALL ON SEQUENCE accounts_id_seq FROM CURRENT_USER');
    await assert.rejects(backedUp(url), /may not read sequences \(accounts_id_seq\): GRANT SELECT/);
  });

  it('of an older schema is brought to this one', async (t) => {
    const url = await emptyDatabase(t);
    const database = connectDatabase(url, { poolSize: 2 });
    const steps = await pendingMigrations(database.sequelize);
    await migrate(database.sequelize, steps.at(-2));
    await query(url, `INSERT INTO accounts (name, password_hash, role) VALUES ('ada', 'x', 'voter')`);
    const backup = await backedUp(url);
    await database.close();
    const target = await emptyDatabase(t);
    await restored(target, backup);
    const after = connectDatabase(target, { poolSize: 2 });
    assert.deepEqual(await pendingMigrations(after.sequelize), []);
    await after.close();
    assert.deepEqual(await query(target, 'SELECT name FROM accounts'), [{ name: 'ada' }]);
  });

  it('is loaded by psql as well, where there is one, into the schema of its release', async (t) => {
    if (spawnSync('psql', ['--version']).error) return t.skip('psql is not installed');
    const { url } = await fullLedger(t);
    const backup = await backedUp(url);
    const target = await emptyDatabase(t);
    await migrated(target);
    const psql = spawnSync('psql', ['--no-psqlrc', '--quiet', '--set', 'ON_ERROR_STOP=1', target], {
      input: backup,
      encoding: 'utf8',
    });
    assert.equal(psql.status, 0, psql.stderr);
    assert.equal(timeless(await backedUp(target)), timeless(backup));
  });

  for (const [what, spoil, says] of [
    ['cut off', (text: string) => text.slice(0, -30), /cut off, so nothing was changed/],
    [
      'cut off among its rows',
      (text: string) => text.slice(0, text.indexOf('COPY public.choices') + 80),
      /cut off, so nothing was changed/,
    ],
    [
      'without a row',
      (text: string) => text.replace(/^(COPY public\.choices .*\n).*\n/m, '$1'),
      /choices has 2 rows of 3/,
    ],
    [
      'with a ballot and a turnout changed',
      (text: string) =>
        text
          .replace(/\{3\}/, '{2}')
          .replace(/^(COPY public\.turnouts .*\n1\t)3/m, (_, before) => `${before}4`),
      /tallies and ballots differ by 2.*turnout and ballots differ.*a ballot is not the one that was sealed/,
    ],
    [
      'with a leaf changed',
      (text: string) => text.replace(/^(1\t0\t\S+\t\\\\x).{64}$/m, `$1${'0'.repeat(64)}`),
      /signed head 1 is not of these ballots/,
    ],
    [
      'with a value that is none',
      (text: string) => text.replace(/^(COPY public\.choices .*\n)\d+/m, '$1one'),
      /^Error: the backup is damaged at a row of choices, so nothing was changed$/,
    ],
    ['of something else', () => 'SELECT 1;\n', /no backup of Tallyscope/],
    [
      'of a newer release',
      (text: string) => text.replace(/"schema":\[/, '$&"000-of-tomorrow",'),
      /is of a newer release \(000-of-tomorrow\): restore it with that one/,
    ],
    [
      'of a table that is not there',
      (text: string) => text.replace('COPY public.choices', 'COPY public.pg_authid'),
      /the schema has no .* in pg_authid/,
    ],
  ] as const) {
    it(`${what} changes nothing`, { timeout: 60_000 }, async (t) => {
      const { url } = await fullLedger(t);
      const target = await emptyDatabase(t);
      await assert.rejects(restored(target, spoil(await backedUp(url))), says);
      const [{ there } = { there: false }] = (await query(
        target,
        `SELECT to_regclass('accounts') IS NOT NULL AS there`,
      )) as { there: boolean }[];
      if (there) assert.deepEqual(await query(target, 'SELECT FROM accounts'), []);
    });
  }

  it('of tables and columns of your own is restored where these were added before', async (t) => {
    const { url } = await fullLedger(t);
    const own = 'CREATE TABLE notes (note text); ALTER TABLE questions ADD COLUMN room text';
    await query(url, `${own}; INSERT INTO notes VALUES ('mine'); UPDATE questions SET room = '7'`);
    const backup = await backedUp(url);
    await assert.rejects(
      restored(await emptyDatabase(t), backup),
      /no note in notes: if you had added that, migrate/,
    );
    const target = await emptyDatabase(t);
    await migrated(target);
    await query(target, own);
    await restored(target, backup);
    assert.equal(timeless(await backedUp(target)), timeless(backup));
  });

  it('is restored where a restore was killed while it laid out the schema, but over nothing older', async (t) => {
    const { url } = await fullLedger(t);
    const backup = await backedUp(url);
    for (const used of [false, true]) {
      const target = await emptyDatabase(t);
      const database = connectDatabase(target, { poolSize: 2 });
      await migrate(database.sequelize, migrations[4]?.name);
      if (used)
        await query(target, `INSERT INTO accounts (name, password_hash, role) VALUES ('bob', 'x', 'voter')`);
      if (used) await assert.rejects(restored(target, backup), /not empty: nothing was changed/);
      else await restored(target, backup);
      const pending = await pendingMigrations(database.sequelize);
      await database.close();
      assert.equal(pending.length, used ? migrations.length - 5 : 0);
    }
  });

  it('is restored once where it is restored twice at the same moment', async (t) => {
    const { url } = await fullLedger(t);
    const backup = await backedUp(url);
    const target = await emptyDatabase(t);
    const both = await Promise.allSettled([restored(target, backup), restored(target, backup)]);
    const refused = both.flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : []));
    assert.deepEqual(refused, [
      'Error: another restore into this database is under way: nothing was changed',
    ]);
    assert.equal(timeless(await backedUp(target)), timeless(backup));
  });

  it('is not restored over what came while its schema was laid out', async (t) => {
    const { url } = await fullLedger(t);
    const backup = await backedUp(url);
    const target = await emptyDatabase(t);
    const database = connectDatabase(target, { poolSize: 2 });
    await migrate(database.sequelize, migrations.at(-2)?.name);
    await database.close();
    const restoring = await withClient(target, async (client) => {
      await client.query(`SELECT pg_advisory_lock(${LOCKS.migration})`);
      const refused = assert.rejects(restored(target, backup), /not empty: nothing was changed/);
      await eventually(async () => {
        const [found] = await query(target, `SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted`);
        assert.deepEqual(found, { n: 1 });
      });
      await client.query(`INSERT INTO accounts (name, password_hash, role) VALUES ('bob', 'x', 'voter')`);
      return { refused };
    });
    await restoring.refused;
    assert.deepEqual(await query(target, 'SELECT name FROM accounts'), [{ name: 'bob' }]);
  });

  it('is not restored over anything', async (t) => {
    const { url } = await fullLedger(t);
    await assert.rejects(restored(url, await backedUp(url)), /not empty: nothing was changed/);
  });
});

describe('tallyscope backup and restore', () => {
  it('take a ledger from one cluster to an empty one', async (t) => {
    const { url } = await fullLedger(t);
    const directory = await mkdtemp(join(tmpdir(), 'tallyscope-backup-'));
    t.after(() => rm(directory, { recursive: true, force: true }));
    const file = join(directory, 'ledger.sql.gz');
    const tallyscope = (args: string[], env: Record<string, string>) =>
      spawnSync(process.execPath, ['src/main.ts', ...args], {
        env: { PATH: process.env.PATH, SESSION_SECRET: 'a secret that only tests know about', ...env },
        encoding: 'utf8',
        timeout: 60_000,
      });
    const written = tallyscope(['backup', '--output', file], { DATABASE_URL: url });
    assert.match(written.stderr, /^backed up \d+ rows$/m);
    assert.equal(written.status, 0);
    assert.deepEqual(await readdir(directory), ['ledger.sql.gz']);
    const half = join(directory, 'half.sql.gz');
    await writeFile(half, (await readFile(file)).subarray(0, -200));
    const cut = tallyscope(['restore', half], { DATABASE_URL: await emptyDatabase(t) });
    assert.match(cut.stderr, /the backup is cut off, so nothing was changed/);
    assert.equal(cut.status, 1);
    const read = tallyscope(['restore', file], { DATA_DIR: join(directory, 'cluster') });
    assert.match(read.stdout, /^restored \d+ rows .*signed heads agree with the ballots$/m, read.stderr);
    assert.equal(read.status, 0);
  });
});
