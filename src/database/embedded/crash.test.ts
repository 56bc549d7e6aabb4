import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, makeScratch, openInChild, query } from '../../../test/support/embedded.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { postmasterFilePath } from './postmaster-file.ts';
import { isAlive } from './server-process.ts';

const { directory: dataDir, open, stop } = await makeScratch({ after });
afterEach(stop);

async function killedService() {
  const service = await openInChild(dataDir);
  await query(service.url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 42 AS answer');
  await end(service, 'SIGKILL');
  return service;
}

test('the server of a killed service is found, used and stopped by the next', async () => {
  const { pid } = await killedService();
  const next = await open();
  assert.equal(next.pid, pid);
  assert.deepEqual(await query(next.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  await next.stop();
  assert.equal(isAlive(pid), false);
});

test('service and server killed: the next start recovers what was committed', async () => {
  const { pid } = await killedService();
  process.kill(pid, 'SIGKILL');
  const next = await open();
  assert.notEqual(next.pid, pid);
  assert.deepEqual(await query(next.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
});

test('a lock file whose process number now belongs to another program does not block the start', async () => {
  await (await open()).stop();
  const data = join(dataDir, 'postgres/data');
  const foreign = [process.pid, data, 0, 5432, join(dataDir, 'postgres'), '', '  1 1', 'ready', ''];
  await writeFile(postmasterFilePath(data), foreign.join('\n'));
  const server = await open();
  assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
});

test('a server killed under a service comes back at the same URL and is still locked', async () => {
  const server = await open();
  const { pid, url } = server;
  process.kill(pid, 'SIGKILL');
  assert.deepEqual(await eventually(() => query(url, 'SELECT 1 AS one')), [{ one: 1 }]);
  await eventually(async () => assert.notEqual(server.pid, pid));
  await eventually(async () =>
    assert.deepEqual(
      await query(url, `SELECT count(*)::int AS locks FROM pg_locks WHERE locktype = 'advisory'`),
      [{ locks: 1 }],
    ),
  );
  await server.stop();
  assert.equal(isAlive(server.pid), false);
});

test('a backend killed under a service costs its connections only', async () => {
  const server = await open();
  const rows = await query(
    server.url,
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'tallyscope%'`,
  );
  process.kill((rows[0] as { pid: number }).pid, 'SIGKILL');
  assert.deepEqual(await eventually(() => query(server.url, 'SELECT 1 AS one')), [{ one: 1 }]);
  assert.equal(isAlive(server.pid), true);
});

test('stopping right after a crash leaves no process behind', async () => {
  const server = await open();
  process.kill(server.pid, 'SIGKILL');
  await sleep(50);
  await server.stop();
  assert.equal(isAlive(server.pid), false);
});

test('a server whose directory was deleted takes nothing for longer than a moment', async () => {
  const server = await open();
  await rm(dataDir, { recursive: true });
  await eventually(async () => assert.equal(isAlive(server.pid), false));
  await server.stop();
});
