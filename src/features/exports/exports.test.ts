import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CreateMultipartUploadCommand } from '@aws-sdk/client-s3';
import { QueryTypes } from 'sequelize';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { findExport, summariseExports } from '#src/features/exports/export-reader.ts';
import { ExportRefused } from '#src/features/exports/export-request.ts';
import { targetOf } from '#src/features/exports/testing/start-s3.ts';
import {
  createTestBed,
  finished,
  LONG_CHOICES,
  openUploads,
  publishQuestion,
  readObject,
} from '#src/features/exports/testing/test-bed.ts';

const refusedWith = (code: string, message: string) => (error: unknown) => {
  assert.ok(error instanceof ExportFailure, String(error));
  assert.equal(error.code, code);
  assert.equal(error.message, message);
  return true;
};

describe('exports', () => {
  it('writes an object a question, in parts where it is large', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'large', LONG_CHOICES, 17_000);
    await publishQuestion(bed.database, 'silent', ['Yes', 'No'], 0);
    const { service, start } = bed.exports();
    await start();
    const id = await service.request({ prefix: 'autumn/2026', questions: 'all' }, 'ada');
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded', done.errorMessage ?? '');
    const rows = Object.fromEntries(done.objects.map(({ key, rows }) => [key, rows]));
    assert.deepEqual(rows, {
      'autumn/2026/question_large.csv': 17_000,
      'autumn/2026/question_silent.csv': 0,
    });
    const csv = await readObject(bed.target, 'autumn/2026/question_large.csv');
    const bytes = Buffer.byteLength(csv);
    assert.ok(bytes > 8 * 1024 * 1024, 'more than one part');
    assert.equal(bytes, done.objects.find(({ slug }) => slug === 'large')?.bytes);
    assert.equal(csv.split('\n').length - 1, 17_000);
    assert.equal(await readObject(bed.target, 'autumn/2026/question_silent.csv'), '');
    assert.equal(await openUploads(bed.target), 0);
  });

  it('ends what was restored without its job, which can be started again', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    const { service } = bed.exports();
    const restored = await service.request({ prefix: 'restored', questions: 'all' }, 'ada');
    await bed.database.sequelize.query('DELETE FROM jobs.job');
    const waiting = await service.request({ prefix: 'waiting', questions: 'all' }, 'ada');
    await bed.exports().start();
    assert.equal((await finished(bed.database, restored, 20)).errorCode, 'interrupted');
    assert.equal((await finished(bed.database, waiting)).state, 'succeeded');
    assert.ok(await service.retry(restored));
    assert.equal((await finished(bed.database, restored)).state, 'succeeded');
  });

  it('exports the questions that are picked, each once', async (t) => {
    const bed = await createTestBed(t);
    for (const slug of ['a', 'b', 'c']) await publishQuestion(bed.database, slug, ['Yes'], 1);
    const { service, start } = bed.exports();
    await start();
    const id = await service.request({ prefix: '', questions: ['c', 'a', 'c'] }, 'ada');
    const done = await finished(bed.database, id);
    assert.deepEqual(
      done.objects.map(({ key }) => key),
      ['question_c.csv', 'question_a.csv'],
    );
    const { exports } = await summariseExports(bed.database.sequelize, { limit: 1 });
    const bytes = done.objects.reduce((sum, object) => sum + object.bytes, 0);
    assert.deepEqual(
      exports.map((summary) => [summary.id, summary.questions, summary.rows, summary.bytes]),
      [[id, 2, 2, bytes]],
    );
  });

  it('refuses what it cannot export, naming the field', async (t) => {
    const bed = await createTestBed(t);
    const { service } = bed.exports();
    const refused = (field: string, message: string) => (error: unknown) =>
      error instanceof ExportRefused && error.field === field && error.message === message;
    const request = (prefix: string, questions: string[] | 'all') =>
      service.request({ prefix, questions }, 'ada');
    await assert.rejects(request('/a', 'all'), refused('prefix', 'The path must not start with "/".'));
    await assert.rejects(request('a', 'all'), refused('questions', 'There is no question to export yet.'));
    await assert.rejects(
      request('a', []),
      refused('questions', 'Choose at least one question, or all of them.'),
    );
    await assert.rejects(
      request('a', ['gone']),
      refused('questions', 'There is no question "gone" to export.'),
    );
  });

  it('says before queueing what is wrong with the bucket', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    const { S3_ENDPOINT: address } = bed.env;
    const cases: [Record<string, string>, string, string][] = [
      [{ S3_BUCKET: 'nowhere' }, 'bucket_missing', 'The bucket "nowhere" does not exist.'],
      [
        { AWS_SECRET_ACCESS_KEY: 'not-the-secret' },
        'secret_wrong',
        `The S3 server at ${address} refuses the secret key. Check AWS_SECRET_ACCESS_KEY.`,
      ],
      [
        { AWS_ACCESS_KEY_ID: 'stranger' },
        'access_key_unknown',
        `The S3 server at ${address} does not know the access key. Check AWS_ACCESS_KEY_ID.`,
      ],
      [
        { S3_ENDPOINT: 'http://127.0.0.1:9' },
        'server_unreachable',
        'The S3 server at http://127.0.0.1:9 cannot be reached (connection refused).',
      ],
      [
        { S3_BUCKET: '' },
        'not_configured',
        'No S3 bucket is configured: set S3_BUCKET and restart the service.',
      ],
    ];
    for (const [env, code, message] of cases)
      await assert.rejects(
        bed.exports(env).service.request({ prefix: '', questions: 'all' }, 'ada'),
        refusedWith(code, message),
      );
    assert.deepEqual((await summariseExports(bed.database.sequelize, { limit: 1 })).exports, []);
  });

  it('fails a job with the reason, and tries again when asked to', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    const id = await bed.exports().service.request({ prefix: '', questions: 'all' }, 'ada');
    const lines: unknown[] = [];
    const log = { error: (fields: unknown, message?: string) => lines.push([message, fields]) };
    const wrong = bed.exports({ AWS_SECRET_ACCESS_KEY: 'not-the-secret' }, log);
    await wrong.start();
    const failed = await finished(bed.database, id);
    assert.equal(failed.state, 'failed');
    assert.equal(failed.errorCode, 'secret_wrong');
    assert.equal(failed.objects[0]?.state, 'failed');
    await wrong.stop();
    const err = new ExportFailure('secret_wrong', [bed.env.S3_ENDPOINT ?? '']);
    assert.equal(lines.length, 1);
    assert.partialDeepStrictEqual(lines, [['export failed', { 'export.id': id }]]);
    assert.equal((lines[0] as [string, { err: Error }])[1].err.message, err.message);
    const right = bed.exports();
    await right.start();
    assert.equal(await right.service.retry(id), true);
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded');
    assert.equal(done.errorMessage, null);
    assert.equal(await right.service.retry(id), false, 'only what failed can be tried again');
  });

  it('waits for an S3 server that is down, then gives up with the reason', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    const { service, start } = bed.exports();
    const [first, second] = [
      await service.request({ prefix: 'first', questions: 'all' }, 'ada'),
      await service.request({ prefix: 'second', questions: 'all' }, 'ada'),
    ];
    await bed.s3.kill('SIGKILL');
    await start();
    const failed = await finished(bed.database, first);
    assert.equal(failed.errorCode, 'server_unreachable');
    assert.match(
      failed.errorMessage ?? '',
      /^The S3 server at \S+ cannot be reached \(connection refused\)\.$/,
    );
    await bed.s3.start();
    assert.equal((await finished(bed.database, second)).state, 'succeeded');
  });

  it('says that a question was deleted instead of writing an empty file', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    const { service, start } = bed.exports();
    const id = await service.request({ prefix: '', questions: 'all' }, 'ada');
    await bed.database.questions.destroy({ where: { slug: 'q' } });
    await start();
    const failed = await finished(bed.database, id);
    assert.equal(failed.errorMessage, 'The question "q" was deleted before it was exported.');
  });

  it('clears away what a crash left of the same object, and nothing else', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    for (const Key of ['question_q.csv', 'question_q.csv.other'])
      await bed.target.client.send(new CreateMultipartUploadCommand({ Bucket: 'exports', Key }));
    const { service, start } = bed.exports();
    await start();
    await finished(bed.database, await service.request({ prefix: '', questions: 'all' }, 'ada'));
    assert.equal(await openUploads(targetOf(bed.env)), 1);
  });

  it('loses neither job nor votes when the database connection breaks in the middle', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', LONG_CHOICES, 50_000);
    const { service, start } = bed.exports();
    await start();
    const id = await service.request({ prefix: '', questions: 'all' }, 'ada');
    let broken = 0;
    while (broken === 0) {
      const ended = await bed.database.sequelize.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'tallyscope-export' AND query LIKE 'COPY%'`,
        { type: QueryTypes.SELECT },
      );
      broken = ended.length;
    }
    const done = await finished(bed.database, id);
    assert.equal(done.state, 'succeeded');
    assert.equal((await readObject(bed.target, 'question_q.csv')).split('\n').length - 1, 50_000);
    assert.equal(await openUploads(bed.target), 0);
  });

  it('lists the newest first, page by page', async (t) => {
    const bed = await createTestBed(t);
    await publishQuestion(bed.database, 'q', ['Yes'], 1);
    const { service } = bed.exports();
    const ids: string[] = [];
    for (const prefix of ['a', 'b', 'c'])
      ids.unshift(await service.request({ prefix, questions: 'all' }, 'ada'));
    const { sequelize } = bed.database;
    const first = await summariseExports(sequelize, { limit: 2 });
    const second = await summariseExports(sequelize, { limit: 2, after: first.next ?? '' });
    assert.deepEqual(
      [...first.exports, ...second.exports].map(({ id }) => id),
      ids,
    );
    assert.equal(second.next, null);
    assert.equal((await findExport(sequelize, ids[0] ?? ''))?.state, 'queued');
  });
});
