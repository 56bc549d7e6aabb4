import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findExport } from '#src/features/exports/export-reader.ts';
import { isFinished } from '#src/features/exports/export-record.ts';
import {
  createTestBed,
  finished,
  LONG_CHOICES,
  openUploads,
  publishQuestion,
  readObject,
  type TestBed,
} from '#src/features/exports/testing/test-bed.ts';

const ROWS = 200_000;

function startWorker({ env }: TestBed): ChildProcess {
  const script = new URL('./testing/worker-process.ts', import.meta.url).pathname;
  return spawn(process.execPath, [script], { env: { ...process.env, ...env }, stdio: 'inherit' });
}

/** Waits until the server has begun to take the export's large object in parts. */
async function untilUnderWay({ database, target }: TestBed, id: string): Promise<void> {
  while ((await openUploads(target)) === 0) {
    const found = await findExport(database.sequelize, id);
    assert.ok(found && !isFinished(found), 'it was too quick to be disturbed');
    await sleep(20);
  }
}

async function exportUnderWay(t: Parameters<typeof createTestBed>[0]) {
  const bed = await createTestBed(t);
  await publishQuestion(bed.database, 'large', LONG_CHOICES, ROWS);
  const worker = startWorker(bed);
  t.after(() => worker.kill('SIGKILL'));
  const id = await bed.exports().service.request({ prefix: '', questions: 'all' }, 'ada');
  await untilUnderWay(bed, id);
  return { bed, worker, id };
}

const lines = (csv: string) => csv.split('\n').length - 1;

describe('an export whose worker', () => {
  it('is killed is taken up by another and leaves no parts behind', async (t) => {
    const { bed, worker, id } = await exportUnderWay(t);
    const exited = once(worker, 'exit');
    worker.kill('SIGKILL');
    await exited;
    assert.equal(await openUploads(bed.target), 1, 'the crash has left parts behind');
    const killedAt = Date.now();
    await bed.exports().start();
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded', done.errorMessage ?? '');
    assert.ok(Date.now() - killedAt < 40_000, 'within 40 s');
    assert.equal(lines(await readObject(bed.target, 'question_large.csv')), ROWS);
    assert.equal(await openUploads(bed.target), 0);
  });

  it('is killed while the clock of the database was ahead is taken up by another', async (t) => {
    const { bed, worker, id } = await exportUnderWay(t);
    const exited = once(worker, 'exit');
    worker.kill('SIGKILL');
    await exited;
    await bed.database.sequelize.query(`UPDATE jobs.queue SET monitor_claim_on = now() + interval '1 day';
      UPDATE jobs.job SET heartbeat_on = now() + interval '1 day' WHERE state = 'active'`);
    await bed.exports().start();
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded', done.errorMessage ?? '');
  });

  it('is stopped is finished first', async (t) => {
    const { bed, worker, id } = await exportUnderWay(t);
    const exited = once(worker, 'exit');
    worker.kill('SIGTERM');
    await exited;
    const done = await findExport(bed.database.sequelize, id);
    assert.equal(done?.state, 'succeeded');
    assert.equal(done?.objects[0]?.rows, ROWS);
    assert.equal(await openUploads(bed.target), 0);
  });
});
