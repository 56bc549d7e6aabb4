import { type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type HistogramMetricData,
  type MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { type OwnHistogram, ownHistograms } from './histogram.ts';

function toMetricData({ definition, series }: OwnHistogram, endTime: HrTime): HistogramMetricData {
  const { name, unit, description, buckets } = definition;
  return {
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: series.map(({ attributes, startTime, counts, count, sum }) => ({
      attributes,
      startTime,
      endTime,
      value: { buckets: { boundaries: [...buckets], counts: [...counts] }, count, sum },
    })),
  };
}

/** Hands the histograms added up outside the SDK to a metric reader, cumulative like all others. */
export const ownMetricsProducer: MetricProducer = {
  async collect() {
    const milliseconds = Date.now();
    const endTime: HrTime = [Math.floor(milliseconds / 1000), (milliseconds % 1000) * 1e6];
    const metrics = ownHistograms()
      .filter(({ series }) => series.length > 0)
      .map((histogram) => toMetricData(histogram, endTime));
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: 'tallyscope' }, metrics }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  },
};
