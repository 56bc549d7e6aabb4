import type { IAttributesProcessor, ViewOptions } from '@opentelemetry/sdk-metrics';
import { ownMetrics } from './names.ts';

/**
 * Cuts the operation to its first word. The instrumentation takes all that stands before the first space: in a statement of several
 * lines that includes a line break, and the same operation would have two series. A comment is no operation.
 */
const firstWord: IAttributesProcessor = {
  process(attributes) {
    const { 'db.operation.name': operation, ...others } = attributes;
    if (typeof operation !== 'string' || /^[A-Z]+$/.test(operation)) return attributes;
    const [word] = /^[A-Z]+/.exec(operation) ?? [];
    return word === undefined ? others : { ...others, 'db.operation.name': word };
  },
};

/** Limits of the metrics that have more series than the rest, as the registry states them. */
const limits: ViewOptions[] = Object.values(ownMetrics).flatMap((metric) =>
  'cardinalityLimit' in metric
    ? [{ instrumentName: metric.name, aggregationCardinalityLimit: metric.cardinalityLimit }]
    : [],
);

export const views: ViewOptions[] = [
  ...limits,
  { instrumentName: 'db.client.operation.duration', attributesProcessors: [firstWord] },
];
