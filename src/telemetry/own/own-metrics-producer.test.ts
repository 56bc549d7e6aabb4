import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { HrTime } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import { OwnGauge } from './own-gauge.ts';
import { OwnHistogram } from './own-histogram.ts';
import { ownMetricsProducer } from './own-metrics-producer.ts';

const milliseconds = ([seconds, nanoseconds]: HrTime) => seconds * 1000 + nanoseconds / 1e6;
const between = (least: number, time: HrTime | undefined, most: number) =>
  assert.ok(time && milliseconds(time) >= least && milliseconds(time) <= most, `${time} from ${least}`);

/** What is handed over, and around which time. */
async function collected() {
  const before = Date.now();
  const { resourceMetrics, errors } = await ownMetricsProducer.collect();
  const [scope, ...more] = resourceMetrics.scopeMetrics;
  assert.deepEqual([more, errors], [[], []]);
  return { scope, before, after: Date.now() };
}

describe('metrics kept outside the SDK', () => {
  it('are none where there is nothing to tell', async () => {
    assert.equal((await collected()).scope, undefined);
    new OwnGauge({ name: 'silent', instrument: 'gauge', unit: '1', description: '' });
    new OwnHistogram({ name: 'unused', unit: 's', description: '', buckets: [1] });
    assert.equal((await collected()).scope, undefined);
  });

  it('are handed over as what they are, at the time of that', async () => {
    const definition = { unit: '{vote}', description: 'Votes.' };
    const depth = new OwnGauge({ ...definition, name: 'depth', instrument: 'gauge' });
    depth.observe(() => [{ value: 3 }]);
    const held = new OwnGauge({ ...definition, name: 'held', instrument: 'updowncounter' });
    held.observe(() => [{ value: 4, attributes: { kind: 'a' } }]);
    const { scope, before, after } = await collected();
    assert.equal(scope?.scope.name, 'tallyscope');
    const told = scope.metrics.map(({ descriptor, dataPoints, ...metric }) => {
      for (const { startTime, endTime } of dataPoints) {
        between(before, startTime, after);
        between(before, endTime, after);
      }
      const { name, unit, description } = descriptor;
      const points = dataPoints.map(({ value, attributes }) => [value, attributes]);
      return { name, unit, description, points, ...metric };
    });
    const aggregationTemporality = AggregationTemporality.CUMULATIVE;
    assert.deepEqual(told, [
      {
        ...definition,
        name: 'depth',
        points: [[3, {}]],
        aggregationTemporality,
        dataPointType: DataPointType.GAUGE,
      },
      {
        ...definition,
        name: 'held',
        points: [[4, { kind: 'a' }]],
        aggregationTemporality,
        dataPointType: DataPointType.SUM,
        isMonotonic: false,
      },
    ]);
  });

  it('count a histogram from the first time of its attributes on', async () => {
    const took = new OwnHistogram({ name: 'took', unit: 's', description: '', buckets: [1, 2] });
    const first = Date.now();
    const series = took.addSeries({ kind: 'a' });
    const created = Date.now();
    for (const value of [0.5, 1, 1.5, 2, 2.5, 9]) series.record(value);
    const { scope, before, after } = await collected();
    const [point] = scope?.metrics.find(({ descriptor }) => descriptor.name === 'took')?.dataPoints ?? [];
    assert.deepEqual(point?.value, {
      buckets: { boundaries: [1, 2], counts: [2, 2, 2] },
      count: 6,
      sum: 16.5,
    });
    between(first, point.startTime, created);
    between(before, point.endTime, after);
  });
});
