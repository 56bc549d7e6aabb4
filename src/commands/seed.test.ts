import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { questionKinds, questionPolicies, resultsAudiences } from '#src/database/models/question.ts';
import { findAccount, fitsPassword } from '#src/features/accounts/account-store.ts';
import { readLedger } from '#src/features/audit/read-ledger.ts';
import { BallotSealer } from '#src/features/proofs/ballot-sealer.ts';
import { signingKey } from '#src/features/proofs/signing-key.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { reactionsTo } from '#src/features/ranking/reaction-store.ts';
import { inCrowd } from '#src/features/votes/crowds.ts';
import { votersOf } from '#src/features/votes/testing/ledger-fixture.ts';
import { createTestDatabase } from '../../test/support/database.ts';
import { eventually } from '../../test/support/eventually.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';

const main = join(import.meta.dirname, '../main.ts');
const SESSION_SECRET = 'a secret of thirty-two characters';
const HOUR = 3_600_000;

const run = (args: string[], env: NodeJS.ProcessEnv, input = '') =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [main, 'seed', ...args],
      { env: { ...process.env, SESSION_SECRET, ...env } },
      (error, out, err) => resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
    child.stdin?.end(input);
  });

it('refuses to run where the environment is production, and opens nothing before', async () => {
  const DATABASE_URL = 'postgres://nobody@127.0.0.1:1/nowhere';
  const refused = [
    ['demo', 'production'],
    ['clear', 'Production'],
    ['refresh', 'prod'],
  ] as const;
  const answers = refused.map(([mode, environment]) =>
    run(['--mode', mode], { DATABASE_URL, DEPLOYMENT_ENVIRONMENT: environment }),
  );
  for (const { code, out, err } of await Promise.all(answers)) {
    assert.deepEqual([code, out], [1, '']);
    assert.match(err, /^tallyscope: seed .* refuses to run where DEPLOYMENT_ENVIRONMENT is production\n$/);
  }
});

describe('tallyscope seed --mode demo', () => {
  const cleanup = suiteCleanup();
  let url: string;
  let database: Database;
  let first: { code: number; out: string; err: string };
  before(async () => {
    url = await createTestDatabase(cleanup);
    database = connectDatabase(url, { poolSize: 2 });
    cleanup.after(() => database.close());
    first = await run(['--mode', 'demo'], { DATABASE_URL: url });
  });
  const select = <T extends object>(sql: string) =>
    database.sequelize.query<T>(sql, { type: QueryTypes.SELECT });

  it('makes two users and an organiser and prints their password once', async () => {
    assert.equal(first.err, '');
    const [, questions, password = ''] =
      /^added (\d+) questions with \d+ votes\ncreated organiser, user_1, user_2, password (\S{20})\n$/.exec(
        first.out,
      ) ?? [];
    assert.equal(Number(questions), await database.questions.count());
    for (const [name, role] of [
      ['organiser', 'organiser'],
      ['user_1', 'voter'],
      ['user_2', 'voter'],
    ] as const) {
      const account = await findAccount(database, name);
      assert.equal(account?.role, role);
      assert.ok(await fitsPassword(account, password));
    }
  });

  it('asks questions of every kind, policy, audience and standing', async () => {
    const questions = await database.questions.findAll();
    const has = (key: 'kind' | 'policy' | 'results') =>
      [...new Set(questions.map((question) => question[key]))].sort();
    assert.deepEqual(has('kind'), questionKinds.toSorted());
    assert.deepEqual(has('policy'), questionPolicies.toSorted());
    assert.deepEqual(has('results'), resultsAudiences.toSorted());
    assert.deepEqual([...new Set(questions.map((question) => questionStatus(question)))].sort(), [
      'closed',
      'draft',
      'open',
      'scheduled',
    ]);
    assert.ok(questions.some(({ secret }) => !secret));
    const organiser = await findAccount(database, 'organiser');
    assert.ok(organiser && questions.every(({ authorId }) => authorId === organiser.id));
  });

  it('spreads votes over two weeks, and ledger, tallies, rankings and receipts agree', async () => {
    const to = new Date();
    const lines = await readLedger(database.sequelize, {
      from: new Date(to.getTime() - 4 * HOUR),
      to,
    });
    const total = lines.reduce((sum, { ballots }) => sum + ballots, 0);
    assert.ok(total > 900, `${total} votes`);
    assert.match(first.out, new RegExp(`with ${total} votes`));
    for (const { slug, ballots, tally, miscounted, window } of lines)
      assert.deepEqual(
        { slug, tally, miscounted, window },
        { slug, tally: ballots, miscounted: 0, window: 0 },
      );
    const [times] = await select<{ days: number; outside: number; oldest: number }>(
      `SELECT count(DISTINCT cast_at::date)::integer AS days, extract(epoch FROM now() - min(cast_at)) / 86400 AS oldest,
         count(*) FILTER (WHERE cast_at < q.opens_at OR cast_at >= coalesce(q.closes_at, now()))::integer AS outside
       FROM ballots b JOIN questions q ON q.id = b.question_id`,
    );
    assert.equal(times?.outside, 0);
    assert.ok(times.days >= 13 && Number(times.oldest) > 13 && Number(times.oldest) <= 14);
    const wrong = await select(
      `SELECT slug FROM questions q WHERE
         (SELECT count(*) FROM ballots WHERE question_id = q.id) <> coalesce((SELECT ballots FROM turnouts WHERE question_id = q.id), 0)
         OR ${votersOf('q.id')}
           <> (SELECT count(*) FROM ballots WHERE question_id = q.id AND q.policy <> 'open')
         OR EXISTS (SELECT choices, count(*) FROM ballots WHERE question_id = q.id AND q.kind = 'ranked' GROUP BY choices
           EXCEPT SELECT choices, ballots FROM rankings WHERE question_id = q.id)`,
    );
    assert.deepEqual(wrong, []);
    assert.deepEqual(await select('SELECT count(*)::integer AS n FROM receipts'), [{ n: total }]);
    assert.deepEqual(await select("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'demo%'"), []);
  });

  it('has likes, dislikes and used invitations', async () => {
    const question = await database.questions.findOne({
      where: { slug: 'what-should-we-plant-in-the-courtyard' },
    });
    const user = await findAccount(database, 'user_1');
    assert.deepEqual(await reactionsTo(database.sequelize, question?.id ?? 0, user?.id), {
      likes: 3,
      dislikes: 0,
      own: 'like',
    });
    assert.deepEqual(await select('SELECT sum(dislikes)::integer AS n FROM reaction_counts'), [{ n: 3 }]);
    const [invited] = await select(
      `SELECT count(*)::integer AS made, count(*) FILTER (WHERE ${inCrowd('c.question_id', 'c.voter')})::integer AS used
       FROM credentials c`,
    );
    assert.deepEqual(invited, { made: 140, used: 92 });
  });

  it('adds nothing when it runs again, twice at once', async () => {
    const again = () => run(['--password-stdin'], { DATABASE_URL: url }, 'another password\n');
    for (const { code, out } of await Promise.all([again(), again()]))
      assert.deepEqual([code, out], [0, 'added 0 questions with 0 votes\ncreated no accounts\n']);
    assert.equal(await fitsPassword(await findAccount(database, 'user_1'), 'another password'), false);
  });

  it('leaves a ledger that can be sealed and signed', async () => {
    const key = signingKey({ sessionSecret: SESSION_SECRET });
    const complaints: unknown[] = [];
    const note = (...args: unknown[]) => complaints.push(args);
    const sealer = new BallotSealer(url, key, { info: note, warn: note, error: note } as never);
    await sealer.start();
    const sealed = () =>
      select(
        `SELECT (SELECT count(*) FROM log_entries)::integer - (SELECT count(*) FROM ballots b JOIN questions q
             ON q.id = b.question_id WHERE q.secret OR q.state = 'closed')::integer AS more,
           (SELECT count(*) FROM log_heads WHERE final)::integer - (SELECT count(*) FROM questions WHERE state = 'closed')::integer
             AS heads`,
      );
    await eventually(async () => assert.deepEqual(await sealed(), [{ more: 0, heads: 0 }]));
    await sealer.stop();
    assert.deepEqual(complaints, []);
  });

  it('deletes what there was before it adds, with --mode refresh, and only deletes with clear', async () => {
    const count = await database.questions.count();
    const refreshed = await run(['--mode', 'refresh'], { DATABASE_URL: url });
    assert.match(refreshed.out, new RegExp(`^deleted ${count} questions\nadded ${count} questions`));
    assert.equal((await run(['--mode', 'clear'], { DATABASE_URL: url })).out, `deleted ${count} questions\n`);
    assert.equal(await database.questions.count(), 0);
  });
});
