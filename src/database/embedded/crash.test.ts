import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { end, makeScratch, openInChild, query } from '../../../test/support/embedded.ts';
import { postmasterFilePath } from './postmaster-file.ts';
import { isAlive } from './server-process.ts';

async function eventually<T>(work: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await sleep(20);
  }
}

async function killedService(t: TestContext) {
  const { directory: dataDir, open } = await makeScratch(t);
  const service = await openInChild(dataDir);
  await query(service.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await end(service, 'SIGKILL');
  return { open, ...service };
}

test('the server of a killed service is found, used and stopped by the next', async (t) => {
  const { open, pid } = await killedService(t);
  const next = await open();
  assert.equal(next.pid, pid);
  assert.deepEqual(await query(next.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
  await next.stop();
  assert.equal(isAlive(pid), false);
});

test('service and server killed: the next start recovers what was committed', async (t) => {
  const { open, pid } = await killedService(t);
  process.kill(pid, 'SIGKILL');
  const next = await open();
  assert.notEqual(next.pid, pid);
  assert.deepEqual(await query(next.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
});

test('a lock file whose process number now belongs to another program does not block the start', async (t) => {
  const { directory: dataDir, open } = await makeScratch(t);
  await (await open(dataDir)).stop();
  const data = join(dataDir, 'postgres/data');
  const foreign = [process.pid, data, 0, 5432, join(dataDir, 'postgres'), '', '  1 1', 'ready', ''];
  await writeFile(postmasterFilePath(data), foreign.join('\n'));
  const server = await open(dataDir);
  assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
});

test('a server killed under a service comes back at the same URL and is still locked', async (t) => {
  const { directory: dataDir, open } = await makeScratch(t);
  const server = await open(dataDir);
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

test('a backend killed under a service costs its connections only', async (t) => {
  const server = await (await makeScratch(t)).open();
  const rows = await query(
    server.url,
    `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'tallyscope%'`,
  );
  process.kill((rows[0] as { pid: number }).pid, 'SIGKILL');
  assert.deepEqual(await eventually(() => query(server.url, 'SELECT 1 AS one')), [{ one: 1 }]);
  assert.equal(isAlive(server.pid), true);
});

test('stopping right after a crash leaves no process behind', async (t) => {
  const server = await (await makeScratch(t)).open();
  process.kill(server.pid, 'SIGKILL');
  await sleep(50);
  await server.stop();
  assert.equal(isAlive(server.pid), false);
});
