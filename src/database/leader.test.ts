import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { createTestDatabase } from '../../test/support/database.ts';
import { Leader } from './leader.ts';

test('one of all works, and another takes over when it stops or loses its connection', async (t) => {
  const url = await createTestDatabase(t);
  const worked: string[] = [];
  const lost: string[] = [];
  const make = (name: string) =>
    new Leader(url, {
      lock: 1,
      pace: 20,
      log: { warn: () => undefined },
      work: async () => void worked.push(name),
      lost: () => void lost.push(name),
    });
  const until = async (name: string) => {
    for (let n = 0; n < 200 && worked.at(-1) !== name; n += 1) await sleep(20);
    assert.equal(worked.at(-1), name);
  };
  const [one, two] = [make('one'), make('two')];
  await one.start();
  await two.start();
  await sleep(100);
  assert.deepEqual(new Set(worked), new Set(['one']));
  assert.ok(worked.length > 1);
  await one.stop();
  await until('two');
  assert.deepEqual(lost, ['one']);

  const three = make('three');
  await three.start();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const held = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  for (let n = 0; n < 50 && worked.at(-1) !== 'three'; n += 1) {
    await client.query(held);
    await sleep(60);
  }
  await client.end();
  await until('three');
  assert.ok(lost.includes('two'));
  await Promise.all([two.stop(), three.stop()]);
});
