import { context, metrics, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { ownMetricsProducer } from '../own/own-metrics-producer.ts';
import { setSpanSink } from '../own/own-span.ts';
import { headSampler, keepsTraces } from '../sampler.ts';
import { views } from '../views.ts';
import { readableSpan } from './readable-span.ts';

/** What a test asks of one point of a metric. */
export interface SeenPoint<T = unknown> {
  attributes: Record<string, unknown>;
  value: T;
}

/** Telemetry kept in memory, for tests. */
export interface MemoryTelemetry {
  spans(name?: string): ReadableSpan[];
  points(metric: string): Promise<SeenPoint[]>;
  /** Forgets the spans so far. */
  clear(): void;
}

/** Starts the SDK with everything kept in memory; once a process. */
export function startMemoryTelemetry(sampler = 'parentbased_always_on', ratio = 1): MemoryTelemetry {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const spanExporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter: spanExporter });
  trace.setGlobalTracerProvider(
    new TracerProvider({
      sampler: headSampler(sampler, ratio),
      spanProcessors: [processor],
    }),
  );
  setSpanSink({ keeps: keepsTraces(sampler, ratio), take: (span) => processor.onEnd(readableSpan(span)) });
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 3_600_000,
    metricProducers: [ownMetricsProducer],
  });
  const first = metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader], views }));
  if (!first) throw new Error('Telemetry has been started in this process before.');
  return {
    spans: (name) =>
      spanExporter.getFinishedSpans().filter((span) => name === undefined || span.name === name),
    clear: () => spanExporter.reset(),
    async points(metric) {
      const { resourceMetrics } = await reader.collect();
      return resourceMetrics.scopeMetrics
        .flatMap((scope) => scope.metrics)
        .filter(({ descriptor }) => descriptor.name === metric)
        .flatMap(({ dataPoints }) => dataPoints as SeenPoint[]);
    },
  };
}
