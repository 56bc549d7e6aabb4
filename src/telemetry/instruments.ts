import { type Counter, type Histogram, metrics, type UpDownCounter } from '@opentelemetry/api';

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

/** A counter of the registry. */
export const counter = ({ name, ...options }: Definition): (() => Counter) =>
  lazy(() => meter().createCounter(name, options));

/** An up-down counter of the registry. */
export const upDownCounter = ({ name, ...options }: Definition): (() => UpDownCounter) =>
  lazy(() => meter().createUpDownCounter(name, options));

/** A histogram of the registry, with the bounds that it names. */
export const histogram = ({ name, buckets = [], ...options }: Definition): (() => Histogram) =>
  lazy(() =>
    meter().createHistogram(name, { ...options, advice: { explicitBucketBoundaries: [...buckets] } }),
  );
