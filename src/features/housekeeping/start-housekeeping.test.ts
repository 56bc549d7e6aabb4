import assert from 'node:assert/strict';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase } from '#src/database/database.ts';
import { recordVisits } from '#src/features/visitors/visitor-store.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { startHousekeeping } from './start-housekeeping.ts';

const telemetry = startMemoryTelemetry();
const told = async () => (await telemetry.points('visitors.unique')).map(({ value }) => value);
const log = { warn: (...what: unknown[]) => assert.fail(JSON.stringify(what)) };

test('one worker moves ranks on, forgets visitors who stay away and tells of the others', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 4 });
  t.after(() => database.close());
  const { sequelize } = database;
  await recordVisits(
    sequelize,
    new Map(['a', 'b', 'c'].map((name) => [Buffer.alloc(32, name).toString('base64url'), 1])),
  );
  await sequelize.query(`
    UPDATE visitors SET last_day = last_day - 8 WHERE visitor = '\\x${Buffer.alloc(32, 'a').toString('hex')}';
    UPDATE ranking_day SET day = day - 3;
    INSERT INTO batches (process, batch, counted, changed, fence, at)
      SELECT gen_random_uuid(), 1, '{}', '{}', 0, now() - hours * interval '1 hour'
      FROM unnest('{23,25}'::integer[]) AS hours`);

  const settings = { visitorRetentionDays: 7 };
  assert.equal(startHousekeeping({ ...settings, roles: ['web', 'api'] }, database, log), undefined);
  assert.deepEqual(await told(), []);

  const first = startHousekeeping({ ...settings, roles: ['worker'] }, database, log);
  const second = startHousekeeping({ ...settings, roles: ['worker'] }, database, log);
  await eventually(async () => assert.deepEqual(await told(), [2]));
  const [row] = await sequelize.query<{ today: boolean; visitors: number; batches: number }>(
    `SELECT day = (now() AT TIME ZONE 'UTC')::date AS today, visitors::integer,
      (SELECT count(*)::integer FROM batches) AS batches FROM ranking_day, visitor_totals`,
    { type: QueryTypes.SELECT },
  );
  assert.deepEqual(row, { today: true, visitors: 2, batches: 1 });
  await first?.stop();
  assert.deepEqual(await told(), []);
  await second?.stop();
});
