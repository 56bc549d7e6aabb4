import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, afterEach, describe, it, test } from 'node:test';
import { promisify } from 'node:util';
import { connectDatabase } from '#src/database/database.ts';
import { end, makeScratch, openInChild, query } from '../../../test/support/embedded.ts';
import { isAlive } from './server-process.ts';

test('a fresh directory becomes a durable UTF-8 database in UTC that keeps its rows', async (t) => {
  const { directory, open } = await makeScratch(t);
  const dataDir = join(directory, 'data');
  const first = await open(dataDir);
  const [settings] = await query(
    first.url,
    `SELECT current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
       current_setting('TimeZone') AS zone, current_setting('listen_addresses') AS addresses,
       pg_encoding_to_char(encoding) AS encoding, datlocale AS locale, rolsuper AS superuser
     FROM pg_database, pg_roles WHERE datname = current_database() AND rolname = current_user`,
  );
  assert.deepEqual(settings, {
    fsync: 'on',
    commit: 'on',
    zone: 'UTC',
    addresses: '',
    encoding: 'UTF8',
    locale: 'C.UTF-8',
    superuser: false,
  });
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  assert.equal(isAlive(first.pid), false);

  const second = await open(dataDir);
  assert.equal(second.url, first.url);
  assert.deepEqual(await query(second.url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
});

test('the URL works for Sequelize and, where it is installed, psql, in a directory with spaces', async (t) => {
  const { directory, open } = await makeScratch(t);
  const server = await open(join(directory, 'my "own" data: 100 %'));
  const database = connectDatabase(server.url, { poolSize: 2 });
  t.after(() => database.close());
  const [rows] = await database.sequelize.query('SELECT 1 AS one');
  assert.deepEqual(rows, [{ one: 1 }]);
  const args = ['-XAtc', 'SELECT 2', server.url];
  const psql = await promisify(execFile)('psql', args).catch((error) => error);
  if (psql.code !== 'ENOENT') assert.equal(psql.stdout, '2\n', psql.stderr);
});

test('what a shell is set up with for another server does not reach this one', async (t) => {
  const { open } = await makeScratch(t);
  const before = process.env;
  t.after(() => {
    process.env = before;
  });
  process.env = { ...before, PGSSLMODE: 'require', PGOPTIONS: '-c search_path=elsewhere' };
  const { url } = await open();
  const database = connectDatabase(url, { poolSize: 1 });
  t.after(() => database.close());
  await database.sequelize.query('CREATE TABLE kept AS SELECT 42 AS answer');
  assert.deepEqual(await query(url, 'SELECT answer FROM kept'), [{ answer: 42 }]);
});

test('a path that no socket can have gets one elsewhere, which goes with the server', async (t) => {
  const parts = Array.from({ length: 8 }, () => 'a rather long, odd directory name');
  const { directory, open } = await makeScratch(t);
  const server = await open(join(directory, ...parts));
  assert.deepEqual(await query(server.url, 'SELECT 1 AS one'), [{ one: 1 }]);
  const socketDirectory = new URL(server.url).searchParams.get('host') ?? '';
  assert.deepEqual(await readdir(socketDirectory), ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']);
  await server.stop();
  await assert.rejects(readdir(socketDirectory), { code: 'ENOENT' });
});

test('a server whose directory was removed is still stopped', async (t) => {
  const { directory, open } = await makeScratch(t);
  const server = await open();
  // The server may be writing to it.
  await rm(join(directory, 'postgres'), { recursive: true, maxRetries: 10 });
  await server.stop();
  assert.equal(isAlive(server.pid), false);
});

test('two services that start at once on a fresh directory: one serves, one is refused', async (t) => {
  const { directory: dataDir } = await makeScratch(t);
  const results = await Promise.allSettled([openInChild(dataDir), openInChild(dataDir)]);
  const served = results.filter((result) => result.status === 'fulfilled');
  const refused = results.filter((result) => result.status === 'rejected');
  for (const { value } of served) await end(value, 'SIGTERM');
  assert.equal(served.length, 1, String(refused[0]?.reason));
  assert.match(String(refused[0]?.reason), /is already being served/);
  assert.deepEqual(await readdir(dataDir), ['postgres']);
});

describe('several processes on one directory', async () => {
  const { directory: dataDir, open, stop } = await makeScratch({ after });
  afterEach(stop);

  it('a second service is refused in one line that names the first', async () => {
    await open();
    await assert.rejects(openInChild(dataDir), (error: Error) => {
      assert.equal(
        error.message,
        `${dataDir} is already being served (tallyscope, process ${process.pid}): stop that one, or set DATA_DIR to another directory`,
      );
      return true;
    });
  });

  it('a command joins a running service and leaves it running', async () => {
    const service = await openInChild(dataDir);
    const command = await open(dataDir, false);
    assert.deepEqual([command.url, command.pid], [service.url, service.pid]);
    await command.stop();
    assert.deepEqual(await query(service.url, 'SELECT 1 AS one'), [{ one: 1 }]);
    await end(service, 'SIGTERM');
    assert.equal(isAlive(service.pid), false);
  });

  it('of commands on their own the last one stops the server', async () => {
    const first = await open(dataDir, false);
    const second = connectDatabase((await open(dataDir, false)).url, { poolSize: 1 });
    await second.sequelize.query('SELECT 1');
    await first.stop();
    assert.equal(isAlive(first.pid), true);
    await second.close();
    await first.stop();
    assert.equal(isAlive(first.pid), false);
  });
});
