import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { QueryTypes } from 'sequelize';
import { countLines } from '#src/features/audit/count-lines.ts';
import { readLedger } from '#src/features/audit/read-ledger.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { exportableQuestions, findExport } from '#src/features/exports/export-reader.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { fileKeys } from '#src/features/exports/file-keys.ts';
import { QuestionRows } from '#src/features/exports/question-rows.ts';
import { type ExportRun, runExport } from '#src/features/exports/run-export.ts';
import { targetOf } from '#src/features/exports/testing/start-s3.ts';
import {
  createTestBed,
  LONG_CHOICES,
  openUploads,
  publishQuestion,
  readObject,
} from '#src/features/exports/testing/test-bed.ts';

async function open(t: TestContext) {
  const bed = await createTestBed(t);
  const { sequelize, url } = bed.database;
  /** Publishes questions of so many votes each, and asks for all of them, newest first. */
  const ask = async (votes: Record<string, number>, prefix = 'all') => {
    for (const [slug, count] of Object.entries(votes))
      await publishQuestion(bed.database, slug, ['Yes', '=no'], count);
    const questions = await exportableQuestions(sequelize);
    const by = { requestedBy: 'ada', runner: 'worker' } as const;
    const asked = { bucket: 'exports', prefix, layout: 'together', ...by, questions } as const;
    return new ExportWriter(sequelize).create(asked);
  };
  const run = async (
    id: string,
    options: Partial<ExportRun> = {},
    before: (command: string) => unknown = () => undefined,
  ) => {
    const target = targetOf(bed.env);
    t.after(() => target.client.destroy());
    const sent: string[] = [];
    target.client.middlewareStack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          sent.push(commandName);
          await before(commandName);
          return next(args);
        },
      { step: 'initialize' },
    );
    const parts = { databaseUrl: url, sequelize, target };
    return { end: await runExport(parts, { id, carrier: {}, mayRetry: false, ...options }), sent };
  };
  const record = async (id: string) => {
    const found = await findExport(sequelize, id);
    assert.ok(found);
    return found;
  };
  return { ...bed, ask, run, record };
}

describe('an export of many questions together', () => {
  it('writes one file of all votes behind their questions, and knows where those of each are', async (t) => {
    const { ask, run, record, target, database } = await open(t);
    const votes = { first: 3, silent: 0, second: 1, third: 700 };
    const id = await ask(votes);
    const { end, sent } = await run(id);
    assert.equal(end.state, 'succeeded');
    assert.deepEqual(sent, ['ListMultipartUploadsCommand', 'PutObjectCommand']);
    const { objects } = await record(id);
    const [key = ''] = new Set(objects.map((object) => object.key));
    assert.match(key, new RegExp(`^all/votes_\\d{4}-\\d\\d-\\d\\d_${id.slice(0, 8)}_1\\.csv$`));
    const file = await readObject(target, key);
    assert.equal(file.split('\n').length - 1, 704);
    assert.deepEqual(file.split('\n')[0]?.split(','), ['third', 'Yes', '2026-11-21T10:04:23.123456Z']);
    let through = 0;
    for (const { slug, firstByte, bytes, rows, expectedRows, state } of objects) {
      assert.equal(firstByte, through, 'one lies behind the other');
      through += bytes;
      const lines = file.slice(firstByte, through).split('\n').slice(0, -1);
      assert.deepEqual(
        [state, rows, expectedRows, lines.length],
        ['succeeded', lines.length, rows, votes[slug as 'first']],
      );
      for (const line of lines) assert.ok(line.startsWith(`${slug},`), line);
    }
    assert.equal(through, file.length);
    const moment = { from: new Date(0), to: new Date() };
    for (const { slug, file } of await readLedger(database.sequelize, moment)) {
      assert.ok(file);
      assert.equal(await countLines(target, file), votes[slug as 'first'], slug);
    }
  });

  it('guards formulas and keeps the votes that a download of each question has', async (t) => {
    const { ask, run, record, target } = await open(t);
    const id = await ask({ a: 4 });
    await run(id);
    const [object] = (await record(id)).objects;
    const lines = (await readObject(target, object?.key ?? '')).split('\n');
    assert.match(lines[1] ?? '', /^a,'=no,2026/);
  });

  it('sends a large file in parts', async (t) => {
    const { ask, run, record, target, database } = await open(t);
    await publishQuestion(database, 'large', LONG_CHOICES, 17_000);
    const id = await ask({ small: 2 });
    const { sent } = await run(id);
    assert.ok(sent.includes('CompleteMultipartUploadCommand'));
    const { objects } = await record(id);
    const file = await readObject(target, objects[0]?.key ?? '');
    assert.equal(file.split('\n').length - 1, 17_002);
    assert.equal(
      Buffer.byteLength(file),
      objects.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  });

  it('leaves no part of a file that failed, and writes it again whole', async (t) => {
    const { ask, run, record, target } = await open(t);
    const id = await ask({ a: 5, b: 6 });
    const failed = await run(id, { mayRetry: true }, (command) => {
      if (command === 'PutObjectCommand') throw Object.assign(new Error('no'), { name: 'TimeoutError' });
    });
    assert.equal(failed.end.state, 'queued');
    const before = await record(id);
    assert.equal(before.objects.filter(({ state }) => state === 'succeeded').length, 0);
    assert.equal(await openUploads(target), 0);
    for (;;) {
      const { end } = await run(id);
      if (end.state === 'succeeded') break;
      assert.equal(end.state, 'queued', 'the database may not know yet that the first run is over');
    }
    const after = await record(id);
    assert.deepEqual(
      after.objects.map(({ rows, state }) => [rows, state]),
      [
        [6, 'succeeded'],
        [5, 'succeeded'],
      ],
    );
    assert.equal((await readObject(target, after.objects[0]?.key ?? '')).split('\n').length - 1, 11);
  });

  it('fails where rows are left at the end, also with a file for each question', async (t) => {
    const { ask, run, database } = await open(t);
    t.mock.method(QuestionRows.prototype, 'end', async () => {
      throw new ExportFailure('database_failed', []);
    });
    const ends: string[] = [];
    for (const layout of ['together', 'each']) {
      const id = await ask({ [layout]: 1 }, layout);
      const bind = [id, layout];
      await database.sequelize.query('UPDATE exports SET layout = $2 WHERE id = $1', { bind });
      ends.push((await run(id)).end.state);
    }
    assert.deepEqual(ends, ['failed', 'failed']);
  });

  it('leaves what it wrote alone when it goes on with the rest', async (t) => {
    const { ask, run, record, database } = await open(t);
    const id = await ask({ a: 1, b: 1, c: 1 });
    await database.sequelize.query(
      `UPDATE export_objects SET key = 'all/votes_' || (position + 1) / 2 || '.csv' WHERE export_id = $1`,
      { bind: [id], type: QueryTypes.UPDATE },
    );
    const pause = new AbortController();
    const first = await run(id, { pause: pause.signal }, (command) => {
      if (command === 'PutObjectCommand') pause.abort();
    });
    assert.equal(first.end.state, 'queued');
    const states = (await record(id)).objects.map(({ state }) => state);
    assert.deepEqual(states, ['succeeded', 'succeeded', 'pending']);
    for (;;) {
      const { end, sent } = await run(id);
      if (end.state === 'queued') continue;
      assert.equal(sent.filter((command) => command === 'PutObjectCommand').length, 1);
      break;
    }
    assert.equal((await record(id)).state, 'succeeded');
  });

  it('writes no file in which a question is missing, and says which', async (t) => {
    const { ask, run, record, database } = await open(t);
    const id = await ask({ a: 1, gone: 1 });
    await database.questions.destroy({ where: { slug: 'gone' } });
    const { end, sent } = await run(id);
    assert.equal(end.state === 'failed' && end.failure.code, 'question_deleted');
    assert.deepEqual(sent, []);
    const failed = (await record(id)).objects.filter(({ state }) => state === 'failed');
    assert.deepEqual(
      failed.map(({ slug }) => slug),
      ['gone'],
    );
  });
});

describe('the files of an export together', () => {
  const question = (votes: number, n = 0) => ({ id: n, slug: `q-${n}`, text: '', votes });
  const at = { id: '0123456789', prefix: '' };
  const files = (votes: number[]) =>
    Object.values(Object.groupBy(fileKeys('together', at, votes.map(question)), (key) => key)).map(
      (keys) => keys?.length,
    );

  it('take a million votes, or one question that has more', () => {
    assert.deepEqual(files([400_000, 600_000, 1, 5_000_000, 2]), [2, 1, 1, 1]);
    assert.deepEqual(files(Array.from({ length: 10_000 }, () => 100)), [10_000]);
  });

  it('take no more questions than one statement reads well', () => {
    assert.deepEqual(files(Array.from({ length: 25_000 }, () => 0)), [10_000, 10_000, 5000]);
  });

  it('are numbered, and another export has others', () => {
    const names = (id: string) =>
      fileKeys('together', { id, prefix: 'a' }, [question(1_000_000), question(1)]);
    assert.match(
      names('0123456789').join(),
      /^a\/votes_\d{4}-\d\d-\d\d_01234567_1\.csv,a\/votes_\d{4}-\d\d-\d\d_01234567_2\.csv$/,
    );
    assert.notEqual(names('0123456789')[0], names('9876543210')[0]);
  });
});
