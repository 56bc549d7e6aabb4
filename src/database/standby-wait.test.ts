import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { connectDatabase, readPool } from '#src/database/database.ts';
import { DriverTransaction, type Statement } from '#src/database/driver-transaction.ts';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { migrate } from '#src/database/migrate.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import type { Cleanup } from '../../test/support/cleanup.ts';
import { makeScratch, query } from '../../test/support/embedded.ts';
import { eventually } from '../../test/support/eventually.ts';
import { lightAccount } from '../../test/support/light-account.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../test/support/test-app.ts';

const add: Statement = { name: 'add', text: 'INSERT INTO kept VALUES ($1::integer) RETURNING id' };

const set = (value: string): Statement => ({ name: value, text: `SET synchronous_commit = '${value}'` });

/** A server whose commits wait for a standby that is away, until somebody ends that. */
async function open(t: Cleanup) {
  const scratch = await makeScratch(t);
  const { cluster } = await prepareCluster(scratch.directory);
  await appendFile(join(cluster.paths.data, 'postgresql.conf'), `synchronous_standby_names = 'away'\n`);
  const { url } = await scratch.open();
  // Somebody has turned warnings off for everybody, too.
  await query(
    url,
    `SET synchronous_commit = 'local'; CREATE TABLE kept (id integer PRIMARY KEY);
     ALTER ROLE CURRENT_USER SET client_min_messages = 'error'`,
  );
  const endWait = () =>
    eventually(async () => {
      const ended = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
      assert.notDeepEqual(await query(url, ended), []);
    });
  return { url, endWait };
}

/** Makes the schema and an account without waiting; gives a token that was last used some hours ago. */
async function prepare(url: string): Promise<string> {
  const local = new URL(url);
  local.searchParams.set('options', '-c synchronous_commit=local');
  const database = connectDatabase(local.href, { poolSize: 2 });
  await migrate(database.sequelize);
  const account = await lightAccount(database, { name: 'ada', password: 'correct horse', role: 'organiser' });
  const token = await openSession(database, account);
  await database.sequelize.query(`UPDATE sessions SET last_seen_at = last_seen_at - interval '5 h'`);
  await database.close();
  return token;
}

const rejectedFor = (told: PromiseSettledResult<unknown>) =>
  String(told.status === 'rejected' && told.reason);

describe('a server whose commits wait for a standby that is away', () => {
  const cleanup = suiteCleanup();
  let server: Awaited<ReturnType<typeof open>>;
  before(async () => {
    server = await open(cleanup);
  });

  it('takes a commit for lost whose wait for a standby somebody ends', async (t) => {
    const { url, endWait } = server;
    const { sequelize, close } = connectDatabase(url, { poolSize: 1 });
    t.after(close);
    const waits = async (transaction: DriverTransaction, id: string) => {
      const answer = transaction.finish({ statement: add, values: [id] });
      const [told] = await Promise.allSettled([answer, endWait()]);
      assert.match(rejectedFor(told), /Connection terminated: somebody ended/);
      assert.equal(transaction.uncertain, true);
    };
    await waits(await DriverTransaction.begin(sequelize), '1');
    // The next connection has everything prepared, so that it sends the commit along.
    const local = await DriverTransaction.begin(sequelize);
    await local.query(set('local'), []);
    await local.finish({ statement: add, values: ['2'] });
    const whole = await DriverTransaction.begin(sequelize);
    await whole.query(set('on'), []);
    await waits(whole, '3');
    const [told] = await Promise.allSettled([
      sequelize.transaction((transaction) => sequelize.query('INSERT INTO kept VALUES (4)', { transaction })),
      endWait(),
    ]);
    assert.match(rejectedFor(told), /Connection terminated: somebody ended/);
    assert.deepEqual(
      await query(url, 'SELECT id FROM kept'),
      [1, 2, 3, 4].map((id) => ({ id })),
    );
  });

  it('leaves pages to everybody, and is told of', async (t) => {
    const { url, endWait } = server;
    const authorization = `Bearer ${await prepare(url)}`;
    const { app, database } = await createTestApp(t, {}, url);
    const { max } = readPool(database);
    let answered = 0;
    const changes = Array.from({ length: max }, async (_, n) => {
      const payload = { name: `nobody${n}`, password: 'a guess' };
      const remoteAddress = `203.0.113.${n}`;
      await app.inject({ method: 'POST', url: '/api/v1/sessions', payload, remoteAddress });
      answered += 1;
    });
    await eventually(() => assert.ok(readPool(database).pending > 0));
    assert.equal((await app.inject('/')).statusCode, 200);
    const own = await app.inject({ url: '/api/v1/account', headers: { authorization } });
    assert.equal(own.statusCode, 200);
    assert.deepEqual(await query(url, `SELECT FROM sessions WHERE last_seen_at > now() - interval '2 h'`), [
      {},
    ]);
    await eventually(async () =>
      assert.deepEqual((await app.inject('/readyz')).json(), {
        status: 'ready',
        degraded: 'Commits wait for a standby of the database.',
      }),
    );
    assert.equal(answered, 0);
    let ended = false;
    const end = Promise.all(changes).then(async () => {
      await app.close();
      ended = true;
    });
    while (!ended) await Promise.race([endWait(), end]);
  });
});
