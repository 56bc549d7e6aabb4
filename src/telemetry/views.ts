import type { ViewOptions } from '@opentelemetry/sdk-metrics';
import { ownMetrics } from './names.ts';

/** Limits of the metrics that have more series than the rest, as the registry states them. */
export const views: ViewOptions[] = Object.values(ownMetrics).flatMap((metric) =>
  'cardinalityLimit' in metric
    ? [{ instrumentName: metric.name, aggregationCardinalityLimit: metric.cardinalityLimit }]
    : [],
);
