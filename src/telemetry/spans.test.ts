import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import {
  captureTraceContext,
  continueJob,
  inSpan,
  startVoteBatch,
  startVoteCast,
  type VoteSpan,
} from './spans.ts';
import { startMemoryTelemetry } from './testing/memory-telemetry.ts';

const telemetry = startMemoryTelemetry();
const only = (name: string): ReadableSpan => {
  const [span, ...others] = telemetry.spans(name);
  assert.ok(span && others.length === 0, `${others.length + 1} spans named ${name}`);
  return span;
};
const linked = (span: ReadableSpan) => span.links.map(({ context }) => context.spanId);
const statement = () => trace.getTracer('test').startSpan('statement', { kind: SpanKind.CLIENT }).end();

beforeEach(() => telemetry.clear());

describe('inSpan', () => {
  it('gives the result and has the span active meanwhile', async () => {
    const active = await inSpan('work', {}, async () => trace.getActiveSpan()?.spanContext().spanId);
    assert.equal(only('work').spanContext().spanId, active);
  });

  it('fails the span by the kind of the error, not by its text', async () => {
    const work = inSpan('work', {}, async () => {
      throw new RangeError('canary');
    });
    await assert.rejects(work, RangeError);
    const { status, attributes, events } = only('work');
    assert.equal(status.code, SpanStatusCode.ERROR);
    assert.equal(attributes['error.type'], 'RangeError');
    assert.ok(!JSON.stringify([status, attributes, events]).includes('canary'));
  });
});

describe('startVoteBatch', () => {
  const castVotes = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () => inSpan('request', {}, async () => startVoteCast() as VoteSpan)),
    );

  it('links the batch with its votes both ways, as the root of its own trace', async () => {
    const casts = await castVotes(3);
    const batch = startVoteBatch(casts, 7);
    batch.run(statement);
    batch.end();
    for (const cast of casts) cast.end();
    const span = only('vote.batch');
    assert.equal(span.parentSpanContext, undefined);
    assert.equal(span.attributes['vote.batch.size'], 7);
    assert.deepEqual(
      linked(span),
      casts.map((cast) => cast.spanContext().spanId),
    );
    for (const cast of telemetry.spans('vote.cast'))
      assert.deepEqual(linked(cast), [span.spanContext().spanId]);
    assert.equal(only('statement').parentSpanContext?.spanId, span.spanContext().spanId);
  });

  it('keeps the batch out of the request that happens to start it', async () => {
    await inSpan('request', {}, async () => {
      const cast = startVoteCast() as VoteSpan;
      const batch = startVoteBatch([cast], 1);
      batch.end(new Error('lost'));
      cast.end();
    });
    assert.notEqual(only('vote.batch').spanContext().traceId, only('request').spanContext().traceId);
    assert.equal(only('vote.batch').attributes['error.type'], 'Error');
  });

  it('traces neither batch nor statements where no vote is recorded', async () => {
    assert.equal(startVoteCast(), undefined);
    const batch = startVoteBatch([], 5);
    await inSpan('request', {}, async () => batch.run(statement));
    batch.end();
    assert.deepEqual(telemetry.spans('vote.batch'), []);
    assert.deepEqual(telemetry.spans('statement'), []);
  });
});

describe('continueJob', () => {
  it('is the child of the request that asked for it and linked with it', async () => {
    const carrier = await inSpan('request', {}, async () => captureTraceContext());
    await continueJob('export.run', carrier, async () => statement());
    const request = only('request').spanContext();
    const job = only('export.run');
    assert.equal(job.spanContext().traceId, request.traceId);
    assert.equal(job.parentSpanContext?.spanId, request.spanId);
    assert.deepEqual(linked(job), [request.spanId]);
    assert.equal(only('statement').parentSpanContext?.spanId, job.spanContext().spanId);
  });

  it('begins a trace where none was carried', async () => {
    assert.deepEqual(captureTraceContext(), {});
    await continueJob('export.run', {}, async () => undefined);
    assert.equal(only('export.run').parentSpanContext, undefined);
  });
});
