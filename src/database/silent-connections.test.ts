import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { connectDatabase } from '#src/database/database.ts';
import { SILENCE_MS, watchSilence } from '#src/database/silent-connections.ts';
import { socketOf } from '#src/database/socket-of.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { Relay } from '../../test/support/relay.ts';

const SILENCE = 200;

/** A database behind a relay, and clients of it that are watched. */
async function watched(t: TestContext) {
  const url = new URL(await createTestDatabase(t));
  const directory = url.searchParams.get('host');
  const relay = await Relay.listen(
    directory ? { path: `${directory}/.s.PGSQL.5432` } : { host: url.hostname, port: Number(url.port) },
  );
  t.after(() => relay.close());
  url.search = '';
  url.host = `127.0.0.1:${relay.port}`;
  const client = () => new pg.Client({ connectionString: url.href, connectionTimeoutMillis: 60_000 });
  async function connect() {
    const made = client();
    made.on('error', () => undefined);
    await made.connect();
    watchSilence(made, client, SILENCE);
    t.after(() => socketOf(made).destroy());
    return made;
  }
  return { relay, connect, url: url.href };
}

test('a statement of a server that was lost without a word is rejected, and idle connections go too', async (t) => {
  const { relay, connect } = await watched(t);
  const [asking, idle, later] = [await connect(), await connect(), await connect()];
  await later.query('BEGIN');
  let ended = 0;
  for (const client of [asking, idle, later]) client.once('end', () => (ended += 1));
  relay.hush();
  await assert.rejects(asking.query('SELECT 1'), /terminated/);
  await eventually(() => assert.equal(ended, 2));
  const fresh = await connect();
  assert.equal((await fresh.query('SELECT 1 AS one')).rows[0].one, 1);
  await assert.rejects(later.query('COMMIT'), /terminated/);
});

test('a statement of a server that cannot be asked either is rejected', async (t) => {
  const { relay, connect } = await watched(t);
  const asking = await connect();
  relay.hush();
  relay.target = { host: '127.0.0.1', port: 1 };
  await assert.rejects(asking.query('SELECT 1'), /terminated/);
});

test('a statement that takes long is left in peace', async (t) => {
  const { connect } = await watched(t);
  const asking = await connect();
  const { rows } = await asking.query('SELECT 1 AS one FROM pg_sleep(1.5)');
  assert.equal(rows[0].one, 1);
});

test('the pool watches its connections, and has the server end a transaction that nobody goes on with', async (t) => {
  const { url } = await watched(t);
  const database = connectDatabase(url, { poolSize: 1 });
  t.after(() => database.close());
  const { connectionManager } = database.sequelize;
  const client = (await connectionManager.getConnection({ type: 'write' })) as pg.Client;
  const shown = async (setting: string) => (await client.query(`SHOW ${setting}`)).rows[0][setting];
  assert.equal(socketOf(client).timeout, SILENCE_MS);
  assert.equal(await shown('idle_in_transaction_session_timeout'), '15s');
  connectionManager.releaseConnection(client);
});
