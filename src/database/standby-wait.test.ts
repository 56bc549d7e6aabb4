import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it, type TestContext } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { DriverTransaction, type Statement } from '#src/database/driver-transaction.ts';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { makeScratch, query } from '../../test/support/embedded.ts';
import { eventually } from '../../test/support/eventually.ts';

const add: Statement = { name: 'add', text: 'INSERT INTO kept VALUES ($1::integer) RETURNING id' };

const set = (value: string): Statement => ({ name: value, text: `SET synchronous_commit = '${value}'` });

/** A server whose commits wait for a standby that is away, until somebody ends that. */
async function open(t: TestContext) {
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
  const { sequelize, close } = connectDatabase(url, { poolSize: 1 });
  t.after(close);
  const endWait = () =>
    eventually(async () => {
      const ended = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
      assert.notDeepEqual(await query(url, ended), []);
    });
  return { url, sequelize, endWait };
}

const rejectedFor = (told: PromiseSettledResult<unknown>) =>
  String(told.status === 'rejected' && told.reason);

it('takes a commit for lost whose wait for a standby somebody ends', async (t) => {
  const { url, sequelize, endWait } = await open(t);
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
