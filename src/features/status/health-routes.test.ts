import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LightMyRequestResponse } from 'fastify';
import { readPool } from '#src/database/database.ts';
import { setRunningTelemetry } from '#src/telemetry/state.ts';
import { query } from '../../../test/support/embedded.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

/** So that new ones have what was set for the database since. */
const endConnections = (url: string) =>
  query(
    url,
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
  );

test('metrics are for who asks from beside the service, not for who comes through its proxy', async (t) => {
  const nothing = () => Promise.resolve();
  setRunningTelemetry({
    flushMetrics: nothing,
    shutdown: nothing,
    metricsHandler: (_request, response) => void response.end('votes_total 1'),
  });
  t.after(() => setRunningTelemetry(undefined));
  const { app } = await createTestApp(t, { TRUSTED_PROXIES: '127.0.0.1' });
  const beside = await app.inject({ url: '/metrics' });
  assert.deepEqual([beside.statusCode, beside.body], [200, 'votes_total 1']);
  for (const headers of [{ 'x-forwarded-for': '203.0.113.1' }, { forwarded: 'for=203.0.113.1' }]) {
    const { statusCode, body } = await app.inject({ url: '/metrics', headers });
    assert.equal(statusCode, 404);
    assert.doesNotMatch(body, /votes_total/);
  }
});

test('a database that takes no writes any more is told of by a process that still shows pages', async (t) => {
  const { app, database } = await createTestApp(t);
  const ready = async () => (await app.inject({ url: '/readyz' })).json();
  assert.deepEqual(await ready(), { status: 'ready' });
  const name = new URL(database.url).pathname.slice(1);
  await query(database.url, `ALTER DATABASE ${name} SET default_transaction_read_only = on`);
  await endConnections(database.url);
  await eventually(async () =>
    assert.deepEqual(await ready(), { status: 'ready', degraded: 'The database takes no writes.' }),
  );
});

test('a database that says nothing is told of before probes give up', async (t) => {
  const { app, database } = await createTestApp(t);
  const { sequelize } = database;
  const held = await Promise.all(
    Array.from({ length: readPool(database).max }, () => sequelize.transaction({ readOnly: true })),
  );
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const answers: LightMyRequestResponse[] = [];
  const asked = app.inject('/readyz').then((answer) => answers.push(answer));
  for (let waited = 0; waited < 3000 && answers.length === 0; waited += 100) {
    t.mock.timers.tick(100);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const told = answers.map((answer) => [answer.statusCode, answer.json().detail]);
  t.mock.timers.reset();
  await Promise.all([asked, ...held.map((transaction) => transaction.rollback())]);
  assert.deepEqual(told, [[503, 'The database does not answer.']]);
});

test('a database that has no transaction ids left is told of as one that takes no writes', async (t) => {
  const { app, database } = await createTestApp(t);
  const name = new URL(database.url).pathname.slice(1);
  await query(
    database.url,
    `CREATE FUNCTION age(xid) RETURNS integer LANGUAGE sql AS 'SELECT 2144483647';
     ALTER DATABASE ${name} SET search_path = public, pg_catalog`,
  );
  await endConnections(database.url);
  await eventually(async () =>
    assert.equal((await app.inject('/readyz')).json().degraded, 'The database takes no writes.'),
  );
});
