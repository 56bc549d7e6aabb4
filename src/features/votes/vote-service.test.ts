import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { connectDatabase, type Database } from '#src/database/database.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';
import { type Asked, ask, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { VoteQueueFull } from '#src/features/votes/vote-queue.ts';
import { VoteService } from '#src/features/votes/vote-service.ts';
import { inSpan } from '#src/telemetry/spans.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const telemetry = startMemoryTelemetry();

describe('VoteService', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  let counted: number[];
  let logged: { line: string; why: boolean; trace: string | undefined }[];
  let service: VoteService;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 2 });
    cleanup.after(() => database.close());
  });
  const log = {
    error: ({ err }: { err: unknown }, line: string) => {
      logged.push({ line, why: err instanceof Error, trace: trace.getActiveSpan()?.spanContext().traceId });
    },
  };
  const serviceOn = ({ sequelize }: Database, limits: { queue: number; batch: number }) =>
    new VoteService(sequelize, { ...limits, onCounted: (id) => counted.push(id), log });
  const open = (queue: number) => serviceOn(database, { queue, batch: 100 });
  beforeEach(() => {
    telemetry.clear();
    counted = [];
    logged = [];
    service = open(100);
  });

  const cast = ({ slug }: Asked, vote: CastVote) => service.cast({ ...vote, slug });
  /** Values of a counter or a gauge for one question, by reason where there are reasons. */
  async function valuesOf(metric: string, { id }: Asked) {
    const points = await telemetry.points(metric);
    const own = points.filter(({ attributes }) => attributes['question.id'] === String(id));
    return Object.fromEntries(own.map(({ attributes, value }) => [attributes.reason ?? 'all', value]));
  }
  async function histogramOf(metric: string) {
    const [point] = await telemetry.points(metric);
    return (point?.value ?? { count: 0, sum: 0 }) as { count: number; sum: number };
  }

  it('counts votes once they are durable, a batch of one question at once, and tells of the question', async () => {
    const [one, other] = [await ask(database), await ask(database)];
    const batches = await histogramOf('vote.batch.size');
    const outcomes = await Promise.all([
      cast(one, voteFor(one, [0])),
      cast(one, voteFor(one, [1])),
      cast(other, voteFor(other, [0])),
      cast(other, voteFor(other, [0, 1])),
    ]);
    assert.deepEqual(outcomes, ['counted', 'counted', 'counted', 'invalid']);
    assert.deepEqual(
      [await valuesOf('votes', one), await valuesOf('votes', other)],
      [{ all: 2 }, { all: 1 }],
    );
    assert.deepEqual(counted, [one.id, other.id]);
    const { count, sum } = await histogramOf('vote.batch.size');
    assert.deepEqual([count - batches.count, sum - batches.sum], [1, 4]);
  });

  it('counts a changed answer no second time, and tells of the question again', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    const ada = { voter: voterKey('ada'), changeable: true };
    assert.equal(await cast(question, voteFor(question, [0], ada)), 'counted');
    assert.equal(await cast(question, voteFor(question, [1], ada)), 'changed');
    assert.deepEqual(await valuesOf('votes', question), { all: 1 });
    assert.deepEqual(counted, [question.id, question.id]);
  });

  it('counts refused votes by their reason, and nothing else for them', async () => {
    const question = await ask(database, { policy: 'browser' });
    const known = voteFor(question, [0], { voter: voterKey('known') });
    await cast(question, known);
    const times = await histogramOf('vote.commit.duration');
    counted = [];
    const refused = [
      { ...known, choices: [question.choices[1] ?? 0] },
      voteFor(question, [0], { voter: voterKey('known') }),
      voteFor(question, [0, 1], { voter: voterKey('new') }),
      voteFor(question, [0]),
    ];
    const outcomes = [];
    for (const vote of refused) outcomes.push(await cast(question, vote));
    await database.questions.update({ closesAt: new Date() }, { where: { id: question.id } });
    outcomes.push(await cast(question, voteFor(question, [0], { voter: voterKey('late') })));
    assert.deepEqual(outcomes, ['conflict', 'duplicate', 'invalid', 'unentitled', 'closed']);
    assert.deepEqual(await valuesOf('votes.rejected', question), { invalid: 3, duplicate: 1, closed: 1 });
    const later = await ask(database, { opensAt: new Date(Date.now() + 3_600_000) });
    assert.equal(await cast(later, voteFor(later, [0])), 'unknown');
    assert.deepEqual(await valuesOf('votes.rejected', later), { invalid: 1 });
    assert.deepEqual(await valuesOf('votes', question), { all: 1 });
    assert.deepEqual(counted, []);
    assert.equal((await histogramOf('vote.commit.duration')).count, times.count);
  });

  it('measures in seconds how long a vote took, and those that were counted before', async () => {
    const question = await ask(database);
    const vote = voteFor(question, [0]);
    const earlier = await histogramOf('vote.commit.duration');
    const began = performance.now();
    await cast(question, vote);
    assert.equal(await cast(question, vote), 'replayed');
    const took = (performance.now() - began) / 1000;
    const { count, sum } = await histogramOf('vote.commit.duration');
    assert.equal(count - earlier.count, 2);
    assert.ok(sum > earlier.sum && sum - earlier.sum <= took, `${sum - earlier.sum} of ${took} s`);
    assert.deepEqual(await valuesOf('votes', question), { all: 1 });
  });

  it('shows the vote in the trace of its request, with what became of it', async () => {
    const question = await ask(database);
    await inSpan('request', {}, () => cast(question, voteFor(question, [0])));
    const [span, ...more] = telemetry.spans('vote.cast');
    assert.equal(more.length, 0);
    assert.equal(span?.attributes['vote.outcome'], 'counted');
    const [batch] = telemetry.spans('vote.batch');
    assert.equal(batch?.attributes['vote.batch.size'], 1);
    assert.equal(batch?.links[0]?.context.spanId, span?.spanContext().spanId);
    telemetry.clear();
    await cast(question, voteFor(question, [0]));
    assert.deepEqual([telemetry.spans('vote.cast'), telemetry.spans('vote.batch')], [[], []]);
  });

  it('refuses beyond its limit, counts it, and answers what it took before it is drained', async () => {
    const question = await ask(database);
    service = open(2);
    const taken = [cast(question, voteFor(question, [0])), cast(question, voteFor(question, [0]))];
    assert.equal(service.full, true);
    await assert.rejects(
      inSpan('request', {}, () => cast(question, voteFor(question, [0]))),
      VoteQueueFull,
    );
    // Nor does one fail otherwise that nobody traces.
    await assert.rejects(cast(question, voteFor(question, [0])), VoteQueueFull);
    assert.deepEqual(await valuesOf('votes.rejected', question), { overloaded: 2 });
    const [span] = telemetry.spans('vote.cast');
    assert.equal(span?.attributes['error.type'], 'VoteQueueFull');
    const [size, capacity] = [
      await telemetry.points('vote.queue.size'),
      await telemetry.points('vote.queue.capacity'),
    ];
    assert.deepEqual([size[0]?.value, capacity[0]?.value], [2, 2]);
    await service.drain();
    assert.equal(service.full, false);
    assert.deepEqual(counted, [question.id]);
    assert.deepEqual(await Promise.all(taken), ['counted', 'counted']);
  });

  it('fails with the error of the database where that stays away, and counts it', async () => {
    const question = await ask(database);
    const away = connectDatabase(database.url, { poolSize: 1 });
    await away.close();
    service = serviceOn(away, { queue: 1, batch: 1 });
    await assert.rejects(
      inSpan('request', {}, () => cast(question, voteFor(question, [0]))),
      (error: Error) => !(error instanceof VoteQueueFull),
    );
    assert.deepEqual(await valuesOf('votes.rejected', question), { error: 1 });
    assert.deepEqual(counted, []);
    const [span] = telemetry.spans('vote.cast');
    const batches = telemetry.spans('vote.batch');
    assert.ok(batches.length > 1, 'it was tried again');
    for (const { status } of [span, ...batches].filter((one) => one !== undefined))
      assert.equal(status.code, SpanStatusCode.ERROR);
    assert.deepEqual(logged, [
      { line: '1 vote not recorded', why: true, trace: span?.spanContext().traceId },
    ]);
  });

  it('lets a voter wait for half a minute, and counts the vote all the same', async (t) => {
    const question = await ask(database);
    t.mock.timers.enable({ apis: ['setTimeout'] });
    await database.sequelize.transaction(async (transaction) => {
      const bind = [question.id];
      await database.sequelize.query('SELECT FROM questions WHERE id = $1 FOR UPDATE', { bind, transaction });
      const answer = cast(question, voteFor(question, [0]));
      const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
      while ((await query(database.url, waits)).length === 0);
      t.mock.timers.tick(30_000);
      await assert.rejects(answer, /did not answer in time/);
    });
    t.mock.timers.reset();
    assert.equal(await service.drain(), 0);
    assert.deepEqual(await valuesOf('votes.rejected', question), { error: 1 });
    assert.deepEqual([await valuesOf('votes', question), counted], [{ all: 1 }, [question.id]]);
  });

  it('writes one line for all votes of a batch that fails, and none for those that a full queue refuses', async () => {
    const question = await ask(database);
    const away = connectDatabase(database.url, { poolSize: 1 });
    await away.close();
    service = serviceOn(away, { queue: 4, batch: 10 });
    const same = voteFor(question, [0]);
    const votes = [same, same, voteFor(question, [0]), voteFor(question, [0]), voteFor(question, [0])];
    const answers = await Promise.allSettled(votes.map((vote) => cast(question, vote)));
    assert.ok(answers.every(({ status }) => status === 'rejected'));
    assert.deepEqual(logged, [{ line: '4 votes not recorded', why: true, trace: undefined }]);
    assert.deepEqual(await valuesOf('votes.rejected', question), { error: 4, overloaded: 1 });
  });
});
