import assert from 'node:assert/strict';
import { test } from 'node:test';
import pg from 'pg';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { Leader } from './leader.ts';

const LOCKED = `SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;

test('one of all works, and another takes over when it stops or loses its connection', async (t) => {
  const url = await createTestDatabase(t);
  const worked: string[] = [];
  const begun: string[] = [];
  const lost: string[] = [];
  const warned: string[] = [];
  const make = (name: string, options: Partial<ConstructorParameters<typeof Leader>[1]> = {}, at = url) => {
    const leader = new Leader(at, {
      lock: 1,
      name: 'leader',
      log: { warn: (_error: unknown, line?: string) => void warned.push(line ?? '') },
      failure: 'a round failed',
      pause: () => 20,
      begin: async () => void begun.push(name),
      work: async (client) => {
        const { rowCount } = await client.query(`${LOCKED} AND pid = pg_backend_pid()`);
        worked.push(rowCount ? name : `${name}, without the lock`);
      },
      lost: () => void lost.push(name),
      ...options,
    });
    t.after(() => leader.stop());
    return leader;
  };
  const began = performance.now();
  let took = 0;
  const pause = (ms: number) => {
    took += ms;
    return 20;
  };
  const [one, two] = [make('one', { pause }), make('two')];
  await one.start();
  await two.start();
  const before = worked.length;
  await eventually(() => assert.ok(worked.length >= before + 4), { everyMs: 20 });
  assert.deepEqual(new Set(worked), new Set(['one']));
  assert.ok(took <= performance.now() - began, 'each round is told how long it took itself');
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
  await eventually(
    async () => {
      if (!worked.includes('three')) await client.query(LOCKED.replace('pid', 'pg_terminate_backend(pid)'));
      assert.ok(worked.includes('three') && lost.includes('two'));
    },
    { everyMs: 60 },
  );
  await client.end();
  // Who lost it comes back, and leads no sooner than it has the lock again.
  await three.stop();
  const then = worked.length;
  await eventually(() => assert.ok(worked.length > then), { everyMs: 20 });
  await two.stop();
  assert.deepEqual(new Set(worked), new Set(['one', 'two', 'three']));
  assert.equal(worked.at(-1), 'two');

  lost.length = warned.length = 0;
  const stuck = make('stuck', { patience: 200, work: (client) => client.query('SELECT pg_sleep(5)') });
  await stuck.start();
  await stuck.stop();
  // Who does not lead has nothing to do once more.
  const away = make('away', {}, `${url}_gone`);
  await away.start();
  await away.stop({ onceMore: true });
  assert.deepEqual(
    [lost, warned],
    [
      ['stuck', 'away'],
      ['a round failed', 'a round failed'],
    ],
  );
});
