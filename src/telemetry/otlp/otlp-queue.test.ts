import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { type ExportResult, ExportResultCode, isTracingSuppressed } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { messages, readFields } from '../testing/protobuf-fields.ts';
import type { OtlpRequest } from './otlp-batch.ts';
import { OtlpQueue } from './otlp-queue.ts';

const scope = { name: 'test' };
const itemsOf = ({ body }: OtlpRequest) =>
  messages(readFields(Buffer.from(body)), 1)
    .flatMap((resource) => messages(resource, 2))
    .flatMap((found) => messages(found, 2))
    .map((item) => Number(item.get(1)?.[0]));

/** A queue of numbers, and an exporter that answers when told to. */
function queueOf({ capacity = 100, batch = 3 } = {}) {
  const reader = new PeriodicExportingMetricReader({
    exporter: new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE),
    exportIntervalMillis: 3_600_000,
  });
  const sent: number[][] = [];
  const traced: boolean[] = [];
  const answers: ((result: ExportResult & { refused?: number }) => void)[] = [];
  const queue = new OtlpQueue<{ instrumentationScope: typeof scope; value: number }>({
    signal: 'span',
    resource: resourceFromAttributes({}),
    encode(writer, { value }) {
      const begun = writer.begin(1);
      writer.numberField(8, value);
      writer.end(begun);
    },
    exporter: {
      export(request, done) {
        sent.push(itemsOf(request));
        const active = context.active();
        traced.push(trace.getSpanContext(active) !== undefined || !isTracingSuppressed(active));
        answers.push(done);
      },
      shutdown: async () => void sent.push([]),
    },
    meterProvider: new MeterProvider({ readers: [reader] }),
    capacity,
    batch,
    delayMs: 1_000,
  });
  const add = (...values: number[]) => {
    for (const value of values) queue.add({ instrumentationScope: scope, value });
  };
  const answer = async (error?: Error, refused = 0) => {
    answers.shift()?.(
      error ? { code: ExportResultCode.FAILED, error } : { code: ExportResultCode.SUCCESS, refused },
    );
    await new Promise(setImmediate);
  };
  /** The values of a metric by `error.type`. */
  const metric = async (name: string) => {
    const { resourceMetrics } = await reader.collect();
    const found = resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === `otel.sdk.processor.span.${name}`);
    return Object.fromEntries(
      (found?.dataPoints ?? []).map(({ attributes, value }) => [attributes['error.type'] ?? 'none', value]),
    );
  };
  return { queue, sent, traced, add, answer, metric };
}

const withTimers = (t: TestContext) => t.mock.timers.enable({ apis: ['setTimeout'] });

describe('OtlpQueue', () => {
  it('sends a full batch at once, the rest when it has waited', (t) => {
    withTimers(t);
    const { sent, add, answer } = queueOf();
    add(1, 2);
    assert.deepEqual(sent, []);
    add(3);
    assert.deepEqual(sent, [[1, 2, 3]]);
    void answer();
    add(4);
    t.mock.timers.tick(999);
    assert.equal(sent.length, 1);
  });

  it('sends what has waited for the delay', async (t) => {
    withTimers(t);
    const { sent, add } = queueOf();
    add(1);
    t.mock.timers.tick(500);
    add(2);
    t.mock.timers.tick(500);
    assert.deepEqual(sent, [[1, 2]]);
  });

  it('sends one request after the other', async () => {
    const { sent, add, answer } = queueOf();
    add(1, 2, 3, 4, 5, 6, 7);
    assert.deepEqual(sent, [[1, 2, 3]]);
    await answer();
    assert.deepEqual(sent, [
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await answer();
    assert.equal(sent.length, 2, 'a batch that is not full waits');
  });

  it('sends in no trace, whichever request the last item is of', async (t) => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    t.after(() => context.disable());
    const { traced, add, answer } = queueOf();
    const of = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 };
    context.with(trace.setSpanContext(ROOT_CONTEXT, of), () => add(1, 2, 3, 4, 5, 6));
    await answer();
    assert.deepEqual(traced, [false, false]);
  });

  it('drops what it has no room for, and counts it', async () => {
    const { sent, add, answer, metric } = queueOf({ capacity: 4 });
    // Three are on their way and wait no more.
    add(1, 2, 3, 4, 5, 6, 7, 8, 9);
    assert.deepEqual(await metric('queue.size'), { none: 4 });
    assert.deepEqual(await metric('queue.capacity'), { none: 4 });
    assert.deepEqual(await metric('processed'), { queue_full: 2 });
    await answer();
    await answer();
    assert.deepEqual(sent.flat(), [1, 2, 3, 4, 5, 6]);
    assert.deepEqual(await metric('processed'), { none: 6, queue_full: 2 });
    assert.deepEqual(await metric('queue.size'), { none: 1 });
  });

  it('counts what could not be sent, and goes on', async () => {
    const { sent, add, answer, metric } = queueOf();
    add(1, 2, 3, 4, 5, 6);
    await answer(new RangeError('away'));
    await answer(undefined, 1);
    assert.equal(sent.length, 2);
    assert.deepEqual(await metric('processed'), { RangeError: 3, none: 2, refused: 1 });
  });

  it('sends the rest when it stops, then takes nothing more', async () => {
    const { queue, sent, add, answer, metric } = queueOf();
    add(1, 2, 3, 4);
    const stopped = queue.stop();
    add(5);
    await answer();
    await answer();
    await stopped;
    add(6, 7, 8);
    assert.equal(queue.stop(), stopped);
    assert.deepEqual(sent, [[1, 2, 3], [4], []], 'the exporter ends last');
    assert.deepEqual(await metric('queue.size'), {}, 'there is no queue any more');
  });
});
