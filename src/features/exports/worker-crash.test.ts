import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import { findExport } from '#src/features/exports/export-reader.ts';
import { isFinished } from '#src/features/exports/export-record.ts';
import {
  createTestBed,
  finished,
  keysIn,
  LONG_CHOICES,
  openUploads,
  publishQuestion,
  readObject,
  type TestBed,
} from '#src/features/exports/testing/test-bed.ts';
import { Relay } from '../../../test/support/relay.ts';

const ROWS = 70_000;

/** A worker that comes no further than to its first upload in parts, until it is to `goOn`. */
async function startWorker(
  t: TestContext,
  { env }: TestBed,
): Promise<{ worker: ChildProcess; goOn(): void }> {
  const { hostname, port } = new URL(env.S3_ENDPOINT ?? '');
  const relay = await Relay.listen({ host: hostname, port: Number(port) });
  t.after(() => relay.close());
  const { promise, resolve } = Promise.withResolvers<void>();
  relay.cutsAnswer = (chunk) => {
    if (chunk.includes('<InitiateMultipartUploadResult')) relay.held = promise;
    return false;
  };
  const script = join(import.meta.dirname, 'testing/worker-process.ts');
  const worker = spawn(process.execPath, [script], {
    env: { ...process.env, ...env, S3_ENDPOINT: `http://127.0.0.1:${relay.port}` },
    stdio: 'inherit',
  });
  t.after(() => worker.kill('SIGKILL'));
  return { worker, goOn: resolve };
}

/** Waits until the server has begun to take the export's large object in parts. */
async function untilUnderWay({ database, target }: TestBed, id: string): Promise<void> {
  while ((await openUploads(target)) === 0) {
    const found = await findExport(database.sequelize, id);
    assert.ok(found && !isFinished(found), 'it was too quick to be disturbed');
    await sleep(20);
  }
}

async function exportUnderWay(t: TestContext) {
  const bed = await createTestBed(t);
  await publishQuestion(bed.database, 'large', LONG_CHOICES, ROWS);
  const { worker, goOn } = await startWorker(t, bed);
  const id = await bed.exports().service.request({ prefix: '', questions: 'all' }, 'ada');
  await untilUnderWay(bed, id);
  return { bed, worker, goOn, id };
}

/** What a file has to say of a question's votes, written out by other SQL than the export's. */
async function linesOf({ database }: TestBed, slug: string): Promise<string> {
  const [found] = await database.sequelize.query<{ lines: string }>(
    `SELECT coalesce(string_agg(q.slug || ',' || c.text || ',' ||
         replace(to_char(b.cast_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), ' ', 'T') || E'Z\\n',
         '' ORDER BY b.cast_at), '') AS lines
     FROM questions q JOIN ballots b ON b.question_id = q.id JOIN choices c ON c.id = b.choices[1] WHERE q.slug = $1`,
    { bind: [slug], type: QueryTypes.SELECT },
  );
  return found?.lines ?? '';
}

const lines = (csv: string) => csv.split('\n').length - 1;

describe('an export whose worker', () => {
  it('is killed is taken up by another and leaves no parts behind', async (t) => {
    const { bed, worker, id } = await exportUnderWay(t);
    const exited = once(worker, 'exit');
    worker.kill('SIGKILL');
    await exited;
    assert.equal(await openUploads(bed.target), 1, 'the crash has left parts behind');
    await bed.exports().start();
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded', done.errorMessage ?? '');
    assert.equal(lines(await readObject(bed.target, 'question_large.csv')), ROWS);
    assert.equal(await openUploads(bed.target), 0);
  });

  it('is killed in the middle of a file of several questions leaves every vote there once', async (t) => {
    const bed = await createTestBed(t);
    // The newest question comes first.
    const votes = { last: 40, large: ROWS, beside: 3, silent: 0, first: 700 };
    for (const [slug, count] of Object.entries(votes))
      await publishQuestion(bed.database, slug, LONG_CHOICES, count);
    const id = await bed
      .exports()
      .service.request({ prefix: 'all', questions: 'all', layout: 'together' }, 'ada');
    // Three files, as if a million votes were here: the first two questions, the next two, and the last.
    await bed.database.sequelize.query(
      `UPDATE export_objects SET key = 'all/votes_' || (position + 1) / 2 || '.csv' WHERE export_id = $1`,
      { bind: [id], type: QueryTypes.UPDATE },
    );
    const { worker } = await startWorker(t, bed);
    await untilUnderWay(bed, id);
    const exited = once(worker, 'exit');
    worker.kill('SIGKILL');
    await exited;
    assert.equal(await openUploads(bed.target), 1, 'the crash has left parts behind');
    assert.deepEqual(await keysIn(bed.target), ['all/votes_1.csv'], 'a file is there whole or not at all');

    await bed.exports().start();
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded', done.errorMessage ?? '');
    assert.equal(await openUploads(bed.target), 0);
    const keys = ['all/votes_1.csv', 'all/votes_2.csv', 'all/votes_3.csv'];
    assert.deepEqual(await keysIn(bed.target), keys);
    const files = new Map<string, Buffer>();
    for (const key of keys) files.set(key, Buffer.from(await readObject(bed.target, key)));
    const ends = new Map<string, number>();
    for (const { slug, key, firstByte, bytes, rows, state } of done.objects) {
      assert.equal(firstByte, ends.get(key) ?? 0, `${slug} lies behind the one before it`);
      ends.set(key, firstByte + bytes);
      const found = files.get(key)?.toString('utf8', firstByte, firstByte + bytes);
      assert.ok(found === (await linesOf(bed, slug)), `the votes of ${slug} are those of the ledger`);
      assert.deepEqual([slug, rows, state], [slug, votes[slug as 'large'], 'succeeded']);
    }
    assert.deepEqual(
      [...ends],
      [...files].map(([key, { length }]) => [key, length]),
    );
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

  it('is stopped while the server says nothing is given back', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'large', LONG_CHOICES, ROWS);
    const complaints: unknown[] = [];
    const worker = bed.exports({}, { error: (fields: object) => complaints.push(fields) });
    const id = await worker.service.request({ prefix: '', questions: 'all' }, 'ada');
    await worker.start();
    await untilUnderWay(bed, id);
    await bed.s3.kill('SIGSTOP');
    await worker.stop();
    assert.deepEqual(complaints, []);
    await bed.s3.kill('SIGCONT');
    await bed.exports().start();
    assert.equal((await finished(bed.database, id)).state, 'succeeded');
    assert.equal(await openUploads(bed.target), 0);
  });

  it('is stopped is finished first', async (t) => {
    const { bed, worker, goOn, id } = await exportUnderWay(t);
    const exited = once(worker, 'exit');
    worker.kill('SIGTERM');
    goOn();
    await exited;
    const done = await findExport(bed.database.sequelize, id);
    assert.equal(done?.state, 'succeeded');
    assert.equal(done?.objects[0]?.rows, ROWS);
    assert.equal(await openUploads(bed.target), 0);
  });
});
