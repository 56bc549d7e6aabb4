import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeScratch, query } from '../../../test/support/embedded.ts';
import { largestLog, sharedBuffers, storedBytes } from './server-memory.ts';

const GIGABYTE = 2 ** 30;

test('room for what is stored, half a gigabyte at least, within a quarter of the memory', () => {
  const machine = 24 * GIGABYTE;
  assert.equal(sharedBuffers(0, machine), '512MB');
  assert.equal(sharedBuffers(3 * GIGABYTE, machine), '3072MB');
  assert.equal(sharedBuffers(100 * GIGABYTE, machine), '6144MB');
  assert.equal(sharedBuffers(100 * GIGABYTE, 1024 * GIGABYTE), '8192MB');
  assert.equal(sharedBuffers(GIGABYTE, 768 * 2 ** 20), '192MB', 'a container');
  assert.equal(sharedBuffers(GIGABYTE, 64 * 2 ** 20), '64MB', 'a small one');
  assert.equal(storedBytes('/no/such/directory'), 0);
});

test('a log half as large as what is stored, within bounds', () => {
  assert.equal(largestLog(0), '1024MB');
  assert.equal(largestLog(3 * GIGABYTE), '1536MB');
  assert.equal(largestLog(100 * GIGABYTE), '2048MB');
});

test('a server has room for what it stored when it was started', async (t) => {
  const { directory, open } = await makeScratch(t);
  const server = await open();
  const data = join(directory, 'postgres/data');
  const before = storedBytes(data);
  assert.ok(before > 2 ** 20 && before < 2 ** 28, String(before));
  await query(server.url, `CREATE TABLE filled AS SELECT repeat('x', 1000) FROM generate_series(1, 10000)`);
  assert.ok(storedBytes(data) > before + 10_000_000);
  const rows = await query(
    server.url,
    `SELECT name, setting::int * (CASE unit WHEN '8kB' THEN 8 ELSE 1024 END) / 1024 || 'MB' AS size, source
     FROM pg_settings WHERE name IN ('shared_buffers', 'max_wal_size') ORDER BY name`,
  );
  assert.deepEqual(rows, [
    { name: 'max_wal_size', size: largestLog(before), source: 'command line' },
    { name: 'shared_buffers', size: sharedBuffers(before), source: 'command line' },
  ]);
});
