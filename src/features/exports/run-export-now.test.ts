import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { loadConfig } from '#src/config/load-config.ts';
import { LOCKS } from '#src/database/advisory-locks.ts';
import { exportableQuestions, summariseExports } from '#src/features/exports/export-reader.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { runExportNow } from '#src/features/exports/run-export-now.ts';
import { createTestBed, publishQuestion, readObject } from '#src/features/exports/testing/test-bed.ts';
import { abandonedCommands } from '#src/features/exports/unfinished-exports.ts';

async function open(t: Parameters<typeof createTestBed>[0]) {
  const bed = await createTestBed(t);
  await publishQuestion(bed.database, 'q', ['Yes'], 3);
  const lines: string[] = [];
  const run = (abort = new AbortController().signal) =>
    runExportNow(
      { ...loadConfig(bed.env), database: bed.database },
      { prefix: 'now', questions: 'all' },
      { tell: (line) => lines.push(line), abort },
    );
  const newest = async () => (await summariseExports(bed.database.sequelize, { limit: 1 })).exports[0];
  return { ...bed, lines, run, newest };
}

describe('runExportNow', () => {
  it('writes without a worker and tells how it went', async (t) => {
    const { run, lines, target, newest } = await open(t);
    await run();
    const csv = await readObject(target, 'now/question_q.csv');
    assert.equal(csv.split('\n').length - 1, 3);
    assert.equal(lines.at(-1), `s3://exports/now/question_q.csv: succeeded, 3 rows, ${csv.length} bytes`);
    assert.equal((await newest())?.state, 'succeeded');
  });

  it('fails with the reason', async (t) => {
    const { run, s3, newest } = await open(t);
    await s3.stop();
    await assert.rejects(run(), /cannot be reached \(connection refused\)/);
    assert.equal(await newest(), undefined, 'nothing was begun');
  });

  it('records that it was told to stop', async (t) => {
    const { run, newest } = await open(t);
    await assert.rejects(run(AbortSignal.abort()), /ended before it was finished/);
    assert.equal((await newest())?.errorCode, 'interrupted');
  });
});

describe('abandonedCommands', () => {
  it('finds what a killed command left, and only that', async (t) => {
    const { database } = await open(t);
    const { sequelize } = database;
    const questions = await exportableQuestions(sequelize);
    const create = (runner: 'command' | 'worker') =>
      new ExportWriter(sequelize).create({ bucket: 'b', prefix: '', requestedBy: 'x', runner, questions });
    const [killed, queued] = [await create('command'), await create('worker')];
    await sequelize.query(`UPDATE exports SET queued_at = now() - interval '2 minutes'`);
    const young = await create('command');
    const locked = await create('command');
    await sequelize.query(`UPDATE exports SET queued_at = now() - interval '2 minutes' WHERE id = $1`, {
      bind: [locked],
      type: QueryTypes.SELECT,
    });
    const found = await sequelize.transaction(async (transaction) => {
      const bind = [locked];
      await sequelize.query(`SELECT pg_advisory_xact_lock(${LOCKS.exportRun}, hashtext($1))`, {
        bind,
        type: QueryTypes.SELECT,
        transaction,
      });
      return abandonedCommands(sequelize);
    });
    assert.deepEqual(found, [killed], `not of a worker (${queued}), young (${young}) or running (${locked})`);
  });
});
