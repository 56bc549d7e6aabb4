import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { connectDatabase } from '#src/database/database.ts';
import { migrate, migrations, pendingMigrations, revertMigration } from '#src/database/migrate.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { untilLocked } from '../../test/support/until-locked.ts';

async function connect(t: TestContext, url: string) {
  const client = new pg.Client({ connectionString: url, statement_timeout: 5000 });
  client.on('error', () => undefined);
  await client.connect();
  t.after(() => client.end());
  return client;
}

async function open(t: TestContext) {
  const url = await createTestDatabase(t);
  const database = connectDatabase(url, { poolSize: 4 });
  t.after(() => database.close());
  return { url, database };
}

/** The same with little patience on the connection on which all waits for the steps on others. */
async function impatient(t: TestContext, url: string) {
  const database = connectDatabase(url, { poolSize: 4 });
  t.after(() => database.close());
  let connections = 0;
  database.sequelize.addHook('afterConnect', async (client) => {
    connections += 1;
    // Sequelize asks for the server's version on one that it throws away.
    if (connections !== 2) return;
    await (client as pg.Client).query(
      "SET lock_timeout = '300ms'; SET idle_in_transaction_session_timeout = '300ms'",
    );
  });
  return database;
}

test('a step that waits for a lock lets others pass, and is done once it gets it', async (t) => {
  const { url, database } = await open(t);
  // Its tables refer to the questions, which takes a lock that votes and edits wait for.
  while ((await revertMigration(database.sequelize)) !== '008-receipts-and-proofs');
  const [holder, other] = [await connect(t, url), await connect(t, url)];
  await holder.query('BEGIN');
  await holder.query('UPDATE questions SET text = text WHERE false');
  // As if another process migrated, and for as long as connections of the pool have patience.
  await other.query('SELECT pg_advisory_lock($1)', [LOCKS.migration]);
  let done = false;
  const migrating = migrate((await impatient(t, url)).sequelize).then((names) => {
    done = true;
    return names;
  });
  await untilLocked(database);
  await other.query('SELECT pg_sleep(0.4)');
  await other.query('SELECT pg_advisory_unlock($1)', [LOCKS.migration]);
  for (let edits = 0; edits < 20; edits += 1) {
    await other.query('UPDATE questions SET text = text WHERE false');
    await sleep(40);
  }
  assert.equal(done, false);
  await holder.query('COMMIT');
  assert.ok((await migrating).includes('008-receipts-and-proofs'));
  assert.deepEqual(await pendingMigrations(database.sequelize), []);
});

test('every step can be taken back and done again', async (t) => {
  const { database } = await open(t);
  const reverted: string[] = [];
  for (
    let name = await revertMigration(database.sequelize);
    name;
    name = await revertMigration(database.sequelize)
  )
    reverted.push(name);
  const names = migrations.map(({ name }) => name);
  assert.deepEqual(reverted, names.toReversed());
  // As a restore beside a start of the service: the one that waits finds its step done.
  const upTo = () => migrate(database.sequelize, names.at(-1));
  assert.deepEqual((await Promise.all([upTo(), upTo()])).flat(), names);
});

test('ballots of before there were turnouts are counted', async (t) => {
  const { url, database } = await open(t);
  while ((await revertMigration(database.sequelize)) !== '003-kinds-and-policies');
  const client = await connect(t, url);
  await client.query(`
    INSERT INTO questions (slug, text, policy, state, opens_at) VALUES ('old', 'Old?', 'open', 'open', now());
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT gen_random_uuid(), id, '{1}', now() FROM questions, generate_series(1, 3)`);
  await migrate(database.sequelize);
  const { rows } = await client.query('SELECT ballots FROM turnouts');
  assert.deepEqual(rows, [{ ballots: '3' }]);
});

/** Has no step written down or struck out, as if whoever runs one were killed before that; gives what ends it. */
async function keepFromWriting(client: pg.Client) {
  await client.query(`
    CREATE FUNCTION killed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'killed here'; END $$;
    CREATE TRIGGER killed BEFORE INSERT OR DELETE ON migrations FOR EACH ROW EXECUTE FUNCTION killed()`);
  return () => client.query('DROP FUNCTION killed CASCADE');
}

test('a step is done and written down at once, so that a run that was killed can be run again', async (t) => {
  const { url, database } = await open(t);
  const client = await connect(t, url);
  const newest = migrations.at(-1)?.name;
  const letGo = await keepFromWriting(client);
  await assert.rejects(revertMigration(database.sequelize), /killed here/);
  await letGo();
  assert.equal(await revertMigration(database.sequelize), newest);
  const letGoAgain = await keepFromWriting(client);
  await assert.rejects(migrate(database.sequelize), /killed here/);
  await letGoAgain();
  assert.deepEqual(await migrate(database.sequelize), [newest]);
});
