import type { Attributes, MeterProvider, ObservableResult } from '@opentelemetry/api';

/** What is told of the queue of one signal, under the names of the semantic conventions (`otel.sdk.processor.*`). */
export interface ProcessorMetrics {
  /** The queue had no room for one. */
  dropped(): void;
  /** So many were exported, or could not be. */
  finished(items: number, error?: Error): void;
  /** The Collector took a request without so many of its items. */
  refused(items: number): void;
  stop(): void;
}

interface Queue {
  signal: 'span' | 'log';
  capacity: number;
  size(): number;
}

/** Counts in `meterProvider` what becomes of the spans or log records of one queue. */
export function processorMetrics(
  meterProvider: MeterProvider,
  { signal, capacity, size }: Queue,
): ProcessorMetrics {
  const meter = meterProvider.getMeter('tallyscope');
  const metric = (name: string) => `otel.sdk.processor.${signal}.${name}`;
  const [unit, things] = signal === 'span' ? ['{span}', 'Spans'] : ['{log_record}', 'Log records'];
  const type = `batching_${signal}_processor`;
  const component: Attributes = { 'otel.component.type': type, 'otel.component.name': `${type}/0` };
  const full = { ...component, 'error.type': 'queue_full' };
  const processed = meter.createCounter(metric('processed'), {
    unit,
    description: `${things} that left the queue, exported or not.`,
  });
  meter
    .createUpDownCounter(metric('queue.capacity'), { unit, description: `${things} that may wait.` })
    .add(capacity, component);
  const waiting = meter.createObservableUpDownCounter(metric('queue.size'), {
    unit,
    description: `${things} that wait.`,
  });
  const observe = (result: ObservableResult) => result.observe(size(), component);
  waiting.addCallback(observe);
  const refused = { ...component, 'error.type': 'refused' };
  return {
    dropped: () => processed.add(1, full),
    refused: (items) => processed.add(items, refused),
    finished: (items, error) =>
      processed.add(items, error ? { ...component, 'error.type': error.name } : component),
    stop: () => waiting.removeCallback(observe),
  };
}
