import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { Leader } from './leader.ts';

test('one of all works, and another takes over when it stops or loses its connection', async (t) => {
  const url = await createTestDatabase(t);
  const worked: string[] = [];
  const begun: string[] = [];
  const lost: string[] = [];
  const make = (name: string) =>
    new Leader(url, {
      lock: 1,
      name: 'leader',
      log: { warn: () => undefined },
      failure: 'a round failed',
      pause: () => 20,
      begin: async () => void begun.push(name),
      work: async () => void worked.push(name),
      lost: () => void lost.push(name),
    });
  const [one, two] = [make('one'), make('two')];
  await one.start();
  await two.start();
  const before = worked.length;
  await eventually(() => assert.ok(worked.length >= before + 4), { everyMs: 20 });
  assert.deepEqual(new Set(worked), new Set(['one']));
  const own = worked.length;
  await one.stop({ onceMore: true });
  assert.ok(worked.lastIndexOf('one') >= own);
  await eventually(() => assert.equal(worked.at(-1), 'two'), { everyMs: 20 });
  assert.equal(lost.length, 0);
  assert.deepEqual(begun, ['one', 'two']);

  const three = make('three');
  await three.start();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const held = `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
  await eventually(
    async () => {
      if (!worked.includes('three')) await client.query(held);
      assert.ok(worked.includes('three') && lost.includes('two'));
    },
    { everyMs: 60 },
  );
  await client.end();
  await Promise.all([two.stop(), three.stop()]);
});
