import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { observeDatabasePool } from './pool-signals.ts';
import { questionCap } from './question-labels.ts';
import {
  exportDequeued,
  exportFinished,
  exportsOpened,
  migrationsPending,
  observeVoteQueue,
  questionOpened,
  voteCommitted,
  voteRejected,
  votesCounted,
  votesRecorded,
} from './signals.ts';
import { inSpan } from './spans.ts';
import { type SeenPoint, startMemoryTelemetry } from './testing/memory-telemetry.ts';

const telemetry = startMemoryTelemetry();
const editor = { id: 7, slug: 'best-editor' };
const labels = { 'question.id': '7', question: 'best-editor' };
const points = async (metric: string) =>
  (await telemetry.points(metric)).map(({ attributes, value }) => ({ attributes, value }));

describe('signals', () => {
  it('starts the votes of a question at zero', async () => {
    questionOpened(editor);
    assert.deepEqual(await points('votes'), [{ attributes: labels, value: 0 }]);
    votesCounted(editor, 3);
    questionOpened(editor);
    assert.deepEqual(await points('votes'), [{ attributes: labels, value: 3 }]);
  });

  it('counts refusals by reason, with the question where there is one', async () => {
    voteRejected(7, 'duplicate');
    voteRejected(undefined, 'invalid');
    assert.deepEqual(await points('votes.rejected'), [
      { attributes: { 'question.id': '7', reason: 'duplicate' }, value: 1 },
      { attributes: { reason: 'invalid' }, value: 1 },
    ]);
  });

  it('hands over what it adds up itself', async () => {
    voteCommitted(0.2);
    voteCommitted(0.25);
    voteCommitted(60);
    const [point] = await telemetry.points('vote.commit.duration');
    const { buckets, count, sum } = (point as SeenPoint).value as {
      buckets: { boundaries: number[]; counts: number[] };
      count: number;
      sum: number;
    };
    assert.equal(count, 3);
    assert.equal(sum, 60.45);
    assert.equal(
      buckets.counts[buckets.boundaries.indexOf(0.25)],
      2,
      'a boundary is an inclusive upper bound',
    );
    assert.equal(buckets.counts.at(-1), 1);
  });

  it('tells what the ledger holds, and nothing once another worker reads it', async () => {
    votesRecorded([{ ...editor, votes: 3 }]);
    assert.deepEqual(await points('votes.recorded'), [{ attributes: labels, value: 3 }]);
    votesRecorded([]);
    assert.deepEqual(await points('votes.recorded'), []);
  });

  it('starts every end of an export at zero', async () => {
    exportsOpened();
    exportFinished({ outcome: 'failed', onTime: false, seconds: 2, rows: 10, bytes: 300 });
    const seen = await points('exports');
    assert.equal(seen.length, 4);
    assert.equal(
      seen.reduce((sum, { value }) => sum + (value as number), 0),
      1,
    );
    assert.deepEqual(seen.find(({ value }) => value === 1)?.attributes, {
      outcome: 'failed',
      on_time: false,
    });
  });

  it('tells how long a job waited, in a metric and on the active span', async () => {
    await inSpan('job', {}, async () => exportDequeued(0.7));
    const [point] = await telemetry.points('export.queue.duration');
    assert.equal((point as SeenPoint<{ sum: number }>).value.sum, 0.7);
    const events = telemetry.spans('job').flatMap((span) => span.events);
    assert.deepEqual(
      events.map(({ name, attributes }) => ({ name, attributes })),
      [{ name: 'job.dequeued', attributes: { 'job.wait': 0.7 } }],
    );
  });

  it('tells whether the database lacks migrations', async () => {
    migrationsPending(2);
    migrationsPending(0);
    assert.deepEqual(await points('migrations.pending'), [{ attributes: {}, value: 0 }]);
  });

  it('reads the vote queue when metrics are collected', async () => {
    let waiting = 1;
    observeVoteQueue(() => waiting, 5_000);
    waiting = 42;
    assert.deepEqual(await points('vote.queue.size'), [{ attributes: {}, value: 42 }]);
    assert.deepEqual(await points('vote.queue.capacity'), [{ attributes: {}, value: 5_000 }]);
  });

  it('reads the connection pool when metrics are collected', async () => {
    observeDatabasePool(() => ({ used: 2, idle: 3, pending: 1, max: 10 }));
    assert.deepEqual(
      (await points('db.client.connection.count')).map(({ attributes, value }) => [
        attributes['db.client.connection.state'],
        value,
      ]),
      [
        ['used', 2],
        ['idle', 3],
      ],
    );
    assert.deepEqual(
      (await points('db.client.connection.pending_requests')).map(({ value }) => value),
      [1],
    );
    assert.deepEqual(
      (await points('db.client.connection.max')).map(({ value }) => value),
      [10],
    );
  });

  it('keeps the room of questions that take votes from those that are closed', async () => {
    const closed = Array.from({ length: questionCap + 10 }, (_, index) => {
      const id = 900_000 - index;
      return { id, slug: `closed-${id}`, votes: 1 };
    });
    votesRecorded([...closed, { ...editor, votes: 3 }]);
    const told = await points('votes.recorded');
    assert.equal(told.length, questionCap);
    assert.deepEqual(told.at(-1), { attributes: labels, value: 3 }, 'however old, as it is counted');
    assert.ok(!told.some(({ attributes }) => attributes['question.id'] === 'other'));
    for (const { id } of closed) voteRejected(id, 'closed');
    const fresh = { id: 900_001, slug: 'fresh' };
    questionOpened(fresh);
    assert.ok((await points('votes')).some(({ attributes }) => attributes.question === 'fresh'));
    assert.equal((await points('telemetry.questions.dropped'))[0]?.value, 0);
  });

  it('keeps the total right past the cap of questions', async () => {
    for (let id = 100; id < questionCap + 100; id++) questionOpened({ id, slug: `q-${id}` });
    votesCounted({ id: 'late-1', slug: 'late-1' }, 2);
    votesCounted({ id: 'late-2', slug: 'late-2' }, 3);
    votesRecorded([
      { id: 'late-1', slug: 'late-1', votes: 2 },
      { id: 'late-2', slug: 'late-2', votes: 3 },
    ]);
    const other = { 'question.id': 'other', question: 'other' };
    const counted = await points('votes');
    assert.equal(counted.find(({ attributes }) => attributes['question.id'] === 'other')?.value, 5);
    assert.equal(
      counted.reduce((sum, { value }) => sum + (value as number), 0),
      8,
    );
    assert.deepEqual(await points('votes.recorded'), [{ attributes: other, value: 5 }]);
    const [dropped] = await points('telemetry.questions.dropped');
    assert.equal(dropped?.value, 4, 'two questions were there before the cap was filled');
  });
});
