import assert from 'node:assert/strict';
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { it } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { DriverTransaction, type Statement } from '#src/database/driver-transaction.ts';
import { prepareCluster } from '#src/database/embedded/prepare-cluster.ts';
import { makeScratch, query } from '../../test/support/embedded.ts';
import { eventually } from '../../test/support/eventually.ts';

const add: Statement = { name: 'add', text: 'INSERT INTO kept VALUES ($1::integer) RETURNING id' };

it('is uncertain of a commit whose wait for a standby somebody ends, the first time and later', async (t) => {
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
  for (const id of ['1', '2']) {
    const transaction = await DriverTransaction.begin(sequelize);
    const [told] = await Promise.allSettled([
      transaction.finish({ statement: add, values: [id] }),
      eventually(async () => {
        const ended = `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'`;
        assert.notDeepEqual(await query(url, ended), []);
      }),
    ]);
    assert.match(String(told.status === 'rejected' && told.reason), /the wait for a standby was ended/);
    assert.equal(transaction.uncertain, true);
  }
  assert.deepEqual(await query(url, 'SELECT id FROM kept'), [{ id: 1 }, { id: 2 }]);
});
