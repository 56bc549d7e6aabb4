import { logs, type MeterProvider, TraceFlags, trace } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import {
  type ReadableSpan,
  type Sampler,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { encodeLogRecord } from './encode-log-record.ts';
import { encodeSpan } from './encode-span.ts';
import { otlpExporter } from './otlp-exporter.ts';
import { OtlpQueue } from './otlp-queue.ts';
import { type SinkRecord, setRecordSink } from './record-sink.ts';
import { scrubProcessor } from './scrub-processor.ts';

const spanProcessor = (queue: OtlpQueue<ReadableSpan>): SpanProcessor => ({
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

interface Options {
  resource: Resource;
  sampler: Sampler;
}

/** How traces and logs leave; both count in metrics what their queues drop and their exporters fail to deliver. */
export function otlpProviders(meterProvider: MeterProvider, { resource, sampler }: Options) {
  const both = { resource, meterProvider, batch: 1_024, delayMs: 1_000 };
  const spans = new OtlpQueue<ReadableSpan>({
    ...both,
    signal: 'span',
    encode: encodeSpan,
    exporter: otlpExporter('span', meterProvider),
    capacity: 16_384,
  });
  const traces = new TracerProvider({
    resource,
    sampler,
    spanLimits: { linkCountLimit: 1_000, attributeValueLengthLimit: 4_096 },
    spanProcessors: [scrubProcessor, spanProcessor(spans)],
  });
  trace.setGlobalTracerProvider(traces);
  const lines = new OtlpQueue<SinkRecord>({
    ...both,
    signal: 'log',
    encode: encodeLogRecord,
    exporter: otlpExporter('log', meterProvider),
    capacity: 8_192,
  });
  const records = new LoggerProvider({ resource, processors: [logProcessor(lines)] });
  logs.setGlobalLoggerProvider(records);
  setRecordSink((record) => lines.add(record));
  return { traces, records };
}
