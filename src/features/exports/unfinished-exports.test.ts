import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase } from '#src/database/database.ts';
import { findExport } from '#src/features/exports/export-reader.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { oldestExportAge } from '#src/features/exports/unfinished-exports.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

test('the age is that of the oldest export which has not ended', async (t) => {
  const { sequelize, close } = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  t.after(close);
  const add = (state: string, minutes: number) =>
    sequelize.query(
      `INSERT INTO exports (id, bucket, prefix, requested_by, runner, state, queued_at, started_at, finished_at)
       SELECT $1, 'bucket', '', 'ada', 'worker', $2, since,
         CASE WHEN $2 <> 'queued' THEN since END, CASE WHEN $2 = 'succeeded' THEN since END
       FROM (SELECT now() - $3 * interval '1 minute' AS since)`,
      { bind: [randomUUID(), state, minutes], type: QueryTypes.INSERT },
    );
  assert.equal(await oldestExportAge(sequelize), 0);
  await add('succeeded', 90);
  assert.equal(await oldestExportAge(sequelize), 0);
  await add('queued', 5);
  await add('running', 20);
  assert.equal(Math.floor((await oldestExportAge(sequelize)) / 60), 20);
});

test('an attempt starts over what the one before had begun, and keeps what that had finished', async (t) => {
  const { sequelize, close } = connectDatabase(await createTestDatabase(t), { poolSize: 1 });
  t.after(close);
  const writer = new ExportWriter(sequelize);
  const questions = [1, 2].map((id) => ({ id, slug: `q-${id}`, text: '?', votes: 9 }));
  const by = { requestedBy: 'ada', runner: 'worker' } as const;
  const id = await writer.create({ bucket: 'bucket', prefix: '', ...by, questions });
  await writer.start(id, undefined);
  await writer.record(id, [
    { position: 1, state: 'succeeded', expectedRows: 9, rows: 9, bytes: 90 },
    { position: 2, state: 'running', expectedRows: 9, rows: 4, bytes: 40 },
  ]);
  await writer.start(id, undefined);
  assert.deepEqual(
    (await findExport(sequelize, id))?.objects.map(({ state, rows, bytes }) => [state, rows, bytes]),
    [
      ['succeeded', 9, 90],
      ['pending', 0, 0],
    ],
  );
});
