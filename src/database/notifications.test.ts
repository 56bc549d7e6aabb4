import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { Notifications } from '#src/database/notifications.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { databaseUrl } from '../../test/support/template-database.ts';

async function client(t: TestContext, url: string) {
  const connection = new pg.Client({ connectionString: url });
  // Dropping the test's database cuts whoever is still connected.
  connection.on('error', () => undefined);
  await connection.connect();
  t.after(() => connection.end());
  return connection;
}

test('messages arrive, also after the connection was cut, over one connection', async (t) => {
  const url = await createTestDatabase(t);
  const control = await client(t, url);
  const notifications = new Notifications(url, ['news']);
  t.after(() => notifications.close());
  await notifications.open();
  const hear = async (text: string) => {
    const heard = once(notifications, 'message');
    await control.query('SELECT pg_notify($1, $2)', ['news', text]);
    assert.deepEqual(await heard, ['news', text]);
  };
  await hear('first');
  for (let cut = 0; cut < 2; cut += 1) {
    const reset = once(notifications, 'reset');
    await control.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE application_name = 'tallyscope-listen' AND datname = current_database()`,
    );
    await reset;
    await hear(`after cut ${cut}`);
  }
  const { rows } = await control.query(
    `SELECT 1 FROM pg_stat_activity
     WHERE application_name = 'tallyscope-listen' AND datname = current_database()`,
  );
  assert.equal(rows.length, 1);
});

test('while the server refuses, one connection is tried at a time', async (t) => {
  const url = await createTestDatabase(t);
  const control = await client(t, databaseUrl(url, 'postgres'));
  const name = new URL(url).pathname.slice(1);
  const notifications = new Notifications(url, ['news']);
  t.after(() => notifications.close());
  await notifications.open();
  const connections = async () => {
    const { rows } = await control.query(
      `SELECT count(*)::integer AS n FROM pg_stat_activity
       WHERE datname = $1 AND backend_type = 'client backend'`,
      [name],
    );
    return (rows[0] as { n: number }).n;
  };
  const reset = once(notifications, 'reset');
  await control.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
  await control.query('SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1', [name]);
  await new Promise((resolve) => setTimeout(resolve, 2500));
  await control.query(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
  await reset;
  await new Promise((resolve) => setTimeout(resolve, 700));
  assert.equal(await connections(), 1);
});
