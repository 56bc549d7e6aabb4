import { type HrTime, ValueType } from '@opentelemetry/api';
import { emptyResource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  DataPointType,
  type GaugeMetricData,
  type HistogramMetricData,
  type MetricData,
  type MetricProducer,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { hrTime } from './hr-time.ts';
import { type OwnGauge, ownGauges } from './own-gauge.ts';
import { type OwnHistogram, ownHistograms } from './own-histogram.ts';

function describe({ name, unit, description }: Omit<OwnGauge['definition'], 'instrument'>) {
  return {
    descriptor: { name, unit, description, valueType: ValueType.DOUBLE },
    aggregationTemporality: AggregationTemporality.CUMULATIVE,
  };
}

function histogramData({ definition, series }: OwnHistogram, endTime: HrTime): HistogramMetricData {
  const boundaries = [...definition.buckets];
  return {
    ...describe(definition),
    dataPointType: DataPointType.HISTOGRAM,
    dataPoints: series.map(({ attributes, startTime, counts, count, sum }) => ({
      attributes,
      startTime,
      endTime,
      value: { buckets: { boundaries, counts: [...counts] }, count, sum },
    })),
  };
}

function gaugeData(gauge: OwnGauge, time: HrTime): GaugeMetricData | SumMetricData {
  const base = describe(gauge.definition);
  const dataPoints = gauge
    .points()
    .map(({ value, attributes = {} }) => ({ value, attributes, startTime: time, endTime: time }));
  return gauge.definition.instrument === 'gauge'
    ? { ...base, dataPointType: DataPointType.GAUGE, dataPoints }
    : { ...base, dataPointType: DataPointType.SUM, isMonotonic: false, dataPoints };
}

/** Hands the metrics kept outside the SDK to a metric reader, cumulative like all others. */
export const ownMetricsProducer: MetricProducer = {
  async collect() {
    const time = hrTime(Date.now());
    const all: MetricData[] = [
      ...ownHistograms().map((histogram) => histogramData(histogram, time)),
      ...ownGauges().map((gauge) => gaugeData(gauge, time)),
    ];
    const metrics = all.filter(({ dataPoints }) => dataPoints.length > 0);
    const scopeMetrics = metrics.length === 0 ? [] : [{ scope: { name: 'tallyscope' }, metrics }];
    return { resourceMetrics: { resource: emptyResource(), scopeMetrics }, errors: [] };
  },
};
