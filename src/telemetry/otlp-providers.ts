import { logs, type MeterProvider, TraceFlags, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { encodeLogRecord } from './otlp/encode-log-record.ts';
import { encodeSpan } from './otlp/encode-span.ts';
import { otlpExporter } from './otlp/otlp-exporter.ts';
import { OtlpQueue } from './otlp/otlp-queue.ts';
import type { OtlpWriter } from './otlp/otlp-writer.ts';
import { type SinkRecord, setRecordSink } from './otlp/record-sink.ts';
import { encodeOwnSpan } from './own/encode-own-span.ts';
import { OwnSpan, type SpanSink, setSpanSink } from './own/own-span.ts';
import { scrubProcessor } from './scrub-processor.ts';

type AnySpan = ReadableSpan | OwnSpan;

const encodeAnySpan = (writer: OtlpWriter, span: AnySpan) =>
  span instanceof OwnSpan ? encodeOwnSpan(writer, span) : encodeSpan(writer, span);

const spanProcessor = (queue: OtlpQueue<AnySpan>): SpanProcessor => ({
  onStart() {},
  onEnd(span) {
    if (span.spanContext().traceFlags & TraceFlags.SAMPLED) queue.add(span);
  },
  forceFlush: () => queue.flush(),
  shutdown: () => queue.stop(),
});

const logProcessor = (queue: OtlpQueue<SinkRecord>): LogRecordProcessor => ({
  onEmit: (record) => queue.add(record),
  forceFlush: () => queue.flush(),
  shutdown: () => queue.stop(),
});

interface TraceOptions {
  resource: Resource;
  sampler: Sampler;
  /** Whether a request's trace is kept. */
  keeps: SpanSink['keeps'];
}

const batches = { batch: 1_024, delayMs: 1_000 };

/**
 * Has traces leave, and gives what stops them. What its queue drops and its exporter fails to deliver is counted in metrics.
 */
export function startTraces(
  meterProvider: MeterProvider,
  { resource, sampler, keeps }: TraceOptions,
): () => Promise<void> {
  const spans = new OtlpQueue<AnySpan>({
    ...batches,
    resource,
    meterProvider,
    signal: 'span',
    encode: encodeAnySpan,
    exporter: otlpExporter('span', meterProvider),
    capacity: 16_384,
  });
  const provider = new TracerProvider({
    resource,
    sampler,
    spanLimits: { linkCountLimit: 1_000, attributeValueLengthLimit: 4_096 },
    spanProcessors: [scrubProcessor, spanProcessor(spans)],
  });
  trace.setGlobalTracerProvider(provider);
  setSpanSink({ keeps, take: (span) => spans.add(span) });
  return () => provider.shutdown();
}

/** Has log records leave, and gives what stops them; counted as spans are. */
export function startLogs(meterProvider: MeterProvider, resource: Resource): () => Promise<void> {
  const lines = new OtlpQueue<SinkRecord>({
    ...batches,
    resource,
    meterProvider,
    signal: 'log',
    encode: encodeLogRecord,
    exporter: otlpExporter('log', meterProvider),
    capacity: 8_192,
  });
  const provider = new LoggerProvider({ resource, processors: [logProcessor(lines)] });
  logs.setGlobalLoggerProvider(provider);
  setRecordSink((record) => lines.add(record));
  return () => provider.shutdown();
}
