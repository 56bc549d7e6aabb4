import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { QueryTypes } from 'sequelize';
import { exportableQuestions, findExport } from '#src/features/exports/export-reader.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import { type ExportRun, runExport } from '#src/features/exports/run-export.ts';
import { targetOf } from '#src/features/exports/testing/start-s3.ts';
import { createTestBed, readObject } from '#src/features/exports/testing/test-bed.ts';

/** Enough for a batch that is full and one that is not. */
const TWO_BATCHES = 300;
const THREE_BATCHES = 600;
/** An object of the second batch, with others after it. */
const LATE = 270;
/** Which objects may be on their way when something ends: those that were begun before. */
const UNDER_WAY = 16;

/** Questions with up to six votes each, whose only choice is their own address. */
const fill = (many: number) => `
  WITH asked AS (
    INSERT INTO questions (slug, text, policy, state, opens_at)
    SELECT 'q-' || n, 'Question ' || n, 'open', 'open', now() FROM generate_series(1, ${many}) n RETURNING id, slug
  ), answers AS (
    INSERT INTO choices (question_id, position, text) SELECT id, 0, slug FROM asked RETURNING question_id, id
  )
  INSERT INTO ballots (id, question_id, choices, cast_at)
  SELECT gen_random_uuid(), question_id, ARRAY[id], now() FROM answers, generate_series(1, 6) n WHERE n <= question_id % 7`;

type Sent = { command: string; key: string };

async function open(t: TestContext, many = TWO_BATCHES) {
  const bed = await createTestBed(t);
  const { sequelize, url } = bed.database;
  await sequelize.query(fill(many));
  const questions = await exportableQuestions(sequelize);
  const created = {
    bucket: 'exports',
    prefix: 'many',
    requestedBy: 'ada',
    runner: 'worker' as const,
    questions,
  };
  const id = await new ExportWriter(sequelize).create(created);
  const record = async () => {
    const found = await findExport(sequelize, id);
    assert.ok(found);
    return found;
  };
  /** Runs the export with a client of its own; `before` may hold up or refuse what it sends. */
  const run = async (
    options: Partial<ExportRun> = {},
    before: (sent: Sent, puts: number) => unknown = () => undefined,
  ) => {
    const target = targetOf(bed.env);
    t.after(() => target.client.destroy());
    const sent: Sent[] = [];
    const puts = () => sent.filter(({ command }) => command === 'PutObjectCommand');
    let underWay = 0;
    let most = 0;
    target.client.middlewareStack.add(
      (next, { commandName: command = '' }) =>
        async (args) => {
          const one = { command, key: (args.input as { Key?: string }).Key ?? '' };
          sent.push(one);
          underWay += 1;
          most = Math.max(most, underWay);
          try {
            await before(one, puts().length);
            return await next(args);
          } finally {
            underWay -= 1;
          }
        },
      { step: 'initialize' },
    );
    const parts = { databaseUrl: url, sequelize, target };
    const end = await runExport(parts, { id, carrier: {}, mayRetry: false, ...options });
    return { end, puts: puts(), calls: sent.length, most };
  };
  /** Runs it again until it has ended: the database may not have noticed yet that the run before is over. */
  const runToEnd = async () => {
    for (;;) {
      const again = await run();
      if (again.end.state !== 'queued') return again;
    }
  };
  const checkFiles = async () => {
    const { objects } = await record();
    assert.equal(objects.length, many);
    for (let at = 0; at < many; at += 50) {
      await Promise.all(
        objects
          .slice(at, at + 50)
          .map(async ({ questionId, slug, key, rows, bytes, state, expectedRows }) => {
            const csv = await readObject(bed.target, key);
            const lines = csv.split('\n').slice(0, -1);
            assert.equal(lines.length, questionId % 7, key);
            for (const line of lines) assert.ok(line.startsWith(`${slug},`), `${key} has ${line}`);
            assert.deepEqual(
              [state, rows, expectedRows, bytes],
              ['succeeded', lines.length, lines.length, csv.length],
            );
          }),
      );
    }
  };
  return { ...bed, run, runToEnd, record, checkFiles };
}

const refusal = () => Object.assign(new Error('no'), { name: 'AccessDenied' });

describe('an export of many small questions', () => {
  it('sends several at the same time, up to a bound, and each file has the votes of its question', async (t) => {
    const { run, record, checkFiles } = await open(t, THREE_BATCHES);
    const second = Promise.withResolvers<void>();
    // One after the other, the first would wait for ever.
    const patience = setTimeout(second.resolve, 60_000);
    const { end, puts, calls, most } = await run({}, async ({ command }, count) => {
      if (command !== 'PutObjectCommand') return;
      if (count === 2) second.resolve();
      await second.promise;
    });
    clearTimeout(patience);
    assert.equal(end.state, 'succeeded');
    assert.ok(most > 1 && most <= UNDER_WAY, `${most} at the same time`);
    assert.equal(new Set(puts.map(({ key }) => key)).size, THREE_BATCHES);
    assert.equal(calls, THREE_BATCHES + 3, 'one call an object, and one a batch');
    const { objects } = await record();
    assert.deepEqual(
      objects.map(({ position }) => position),
      objects.map((_, index) => index + 1),
    );
    await checkFiles();
  });

  it('records what was written when one fails, and writes only the rest when it runs again', async (t) => {
    const { run, runToEnd, record, checkFiles } = await open(t);
    const refused = (await record()).objects[LATE]?.key;
    const fail = ({ command, key }: Sent) => {
      if (command === 'PutObjectCommand' && key === refused)
        throw Object.assign(refusal(), { name: 'TimeoutError' });
    };
    const first = await run({ mayRetry: true }, fail);
    assert.equal(first.end.state, 'queued');
    const { state, errorCode, objects } = await record();
    assert.deepEqual([state, errorCode], ['queued', 'server_unreachable']);
    const written = objects.filter((object) => object.state === 'succeeded');
    assert.ok(written.length >= LATE && written.length < LATE + UNDER_WAY, `${written.length} are written`);
    const again = await runToEnd();
    assert.equal(again.end.state, 'succeeded');
    assert.equal(again.puts.length, TWO_BATCHES - written.length);
    await checkFiles();
  });

  it('fails the object that failed and no other', async (t) => {
    const { run, record } = await open(t);
    const refused = (await record()).objects[LATE];
    const { end } = await run({}, ({ command, key }) => {
      if (command === 'PutObjectCommand' && key === refused?.key) throw refusal();
    });
    assert.equal(end.state === 'failed' && end.failure.code, 'access_denied');
    const { state, objects } = await record();
    assert.equal(state, 'failed');
    assert.deepEqual(
      objects.filter((object) => object.state === 'failed').map(({ key }) => key),
      [refused?.key],
    );
    assert.deepEqual(
      objects.filter((object) => object.state === 'running'),
      [],
    );
    for (const object of objects.slice(0, LATE)) assert.equal(object.state, 'succeeded');
  });

  it('ends between two objects when it is paused, and goes on from there', async (t) => {
    const { run, runToEnd, record, checkFiles } = await open(t);
    const pause = new AbortController();
    const first = await run({ pause: pause.signal }, (_, puts) => {
      if (puts === 100) pause.abort();
    });
    assert.equal(first.end.state, 'queued');
    assert.ok(
      first.puts.length >= 100 && first.puts.length <= 100 + UNDER_WAY,
      `${first.puts.length} were sent`,
    );
    const states = (await record()).objects.map(({ state }) => state);
    assert.equal(states.filter((state) => state === 'succeeded').length, first.puts.length);
    assert.equal(states.filter((state) => state === 'running').length, 0);
    const second = await runToEnd();
    assert.equal(second.end.state, 'succeeded');
    assert.equal(first.puts.length + second.puts.length, TWO_BATCHES);
    await checkFiles();
  });

  it('leaves the record alone once it is aborted, and another run writes what is missing', async (t) => {
    const { run, runToEnd, record, checkFiles } = await open(t);
    const abort = new AbortController();
    const { end } = await run({ abort: abort.signal }, (_, puts) => {
      if (puts === LATE) abort.abort();
    });
    assert.equal(end.state, 'queued');
    assert.equal((await record()).state, 'running', 'whoever has it now says how it goes on');
    assert.equal((await runToEnd()).end.state, 'succeeded');
    await checkFiles();
  });

  it('writes nothing of a batch in which a question is gone, and says which', async (t) => {
    const { run, record, database } = await open(t);
    await database.sequelize.query(`DELETE FROM questions WHERE slug = 'q-50'`, { type: QueryTypes.DELETE });
    const { end } = await run();
    assert.equal(
      end.state === 'failed' && end.failure.message,
      'The question "q-50" was deleted before it was exported.',
    );
    const failed = (await record()).objects.filter(({ state }) => state === 'failed');
    assert.deepEqual(
      failed.map(({ slug }) => slug),
      ['q-50'],
    );
  });

  it('ends as transient when the database does, with no file of a question cut short', async (t) => {
    const { run, runToEnd, database, record, checkFiles } = await open(t);
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'tallyscope-export'`;
    const first = await run({ mayRetry: true }, async ({ command }, puts) => {
      if (command === 'PutObjectCommand' && puts === 50) await database.sequelize.query(end);
    });
    assert.equal(first.end.state, 'queued');
    assert.ok((await record()).errorCode);
    assert.equal((await runToEnd()).end.state, 'succeeded');
    await checkFiles();
  });
});
