import {
  type Attributes,
  type Counter,
  type Histogram,
  metrics,
  type UpDownCounter,
} from '@opentelemetry/api';

interface Definition {
  name: string;
  unit: string;
  description: string;
  buckets?: readonly number[];
}

const meter = () => metrics.getMeter('tallyscope');

/** Makes an instrument at its first use: until the SDK has started, the API only hands out ones that do nothing. */
function lazy<T>(create: () => T): () => T {
  let made: T | undefined;
  return () => {
    made ??= create();
    return made;
  };
}

export const counter = ({ name, ...options }: Definition): (() => Counter) =>
  lazy(() => meter().createCounter(name, options));

export const upDownCounter = ({ name, ...options }: Definition): (() => UpDownCounter) =>
  lazy(() => meter().createUpDownCounter(name, options));

export const histogram = ({ name, buckets = [], ...options }: Definition): (() => Histogram) =>
  lazy(() =>
    meter().createHistogram(name, { ...options, advice: { explicitBucketBoundaries: [...buckets] } }),
  );

/** One point of a gauge that is read when metrics are collected. */
export interface GaugePoint {
  value: number;
  attributes?: Attributes;
}

/** A gauge read at collection; the returned function names what to read, the last one counts. */
export function observedGauge({ name, ...options }: Definition): (read: () => GaugePoint[]) => void {
  let read: (() => GaugePoint[]) | undefined;
  const create = lazy(() =>
    meter()
      .createObservableGauge(name, options)
      .addCallback((result) => {
        for (const { value, attributes } of read?.() ?? []) result.observe(value, attributes);
      }),
  );
  return (next) => {
    read = next;
    create();
  };
}
