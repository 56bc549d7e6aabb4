import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeScratch, query } from '../../../test/support/embedded.ts';
import { sharedBuffers, storedBytes } from './server-memory.ts';

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

test('a server has room for what it stored when it was started', async (t) => {
  const { directory, open } = await makeScratch(t);
  const server = await open();
  const data = join(directory, 'postgres/data');
  const before = storedBytes(data);
  assert.ok(before > 2 ** 20 && before < 2 ** 28, String(before));
  await query(server.url, `CREATE TABLE filled AS SELECT repeat('x', 1000) FROM generate_series(1, 10000)`);
  assert.ok(storedBytes(data) > before + 10_000_000);
  const [row] = await query(
    server.url,
    `SELECT setting::int / 128 || 'MB' AS size FROM pg_settings WHERE name = 'shared_buffers'`,
  );
  assert.deepEqual(row, { size: sharedBuffers(before) });
});
