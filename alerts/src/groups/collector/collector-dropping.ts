import type { Alert } from '../../alert.ts';
import { OF_COLLECTOR } from '../../own-jobs.ts';
import { signals } from './collector-series.ts';

const lost = ['receiver_refused', 'exporter_send_failed', 'exporter_enqueue_failed'].flatMap((what) =>
  signals.map((signal) => `otelcol_${what}_${signal}_total`),
);

const lostSeries = `{__name__=~"otelcol_(receiver_refused|exporter_(send|enqueue)_failed)_.+_total",${OF_COLLECTOR}}`;

const lostEver = `${lostSeries} > 0`;

// Each metric by itself: of two names with equal labels a rate would make one series twice. What an exporter loses first makes its
// series, in which `increase` sees nothing; where Prometheus itself was away five minutes ago, nothing tells a new series from an old one.
const lostNow = [
  ...lost.map((name) => `sum(increase(${name}{${OF_COLLECTOR}}[5m])) > 0`),
  `count(${lostEver} unless on (__name__, instance, exporter) ${lostSeries} offset 5m) and on () group(up{${OF_COLLECTOR}} offset 5m)`,
].join(' or ');

export const collectorDropping: Alert = {
  alert: 'CollectorDropping',
  severity: 'ticket',
  summary: 'The Collector refuses or loses data',
  description:
    'In the last five minutes the Collector turned data away, gave up on sending it, or had no room to queue it.',
  dashboard: 'tallyscope-pipeline',
  expr: lostNow,
  runbook: {
    meaning:
      'Refused data is sent again by the service. Data the Collector gave up on is gone: for metrics the next sample makes up for it, traces and logs have holes.',
    see: [
      {
        what: 'What was lost since the Collector started, and where',
        query: lostEver,
      },
      {
        what: 'Its memory, which is what makes it refuse',
        query: `max(otelcol_process_memory_rss_bytes{${OF_COLLECTOR}})`,
      },
    ],
    act: [
      'Refused: the memory limit is reached; raise `COLLECTOR_MEMORY_MIB`, in the chart `collector.resources.limits.memory`, or send less.',
      'Failed: the store answered that it will never take it; its answer is in the log of the Collector. "Too far in the future" and "too old" are a process whose clock is wrong by more than ten minutes, of which no metric arrives any more: compare the clocks.',
      'Not queued: the queue is full; see CollectorQueueFilling.',
    ],
  },
  cases: [
    ...lost.map((name) => ({
      name: `${name} goes up once, and others are flat`,
      series: [
        ...lost.map((other) => ({
          series: `${other}{job="otel-collector",by="e"}`,
          values: other === name ? '0x9 4x20' : '7x29',
        })),
        { series: `${name}{job="otel-collector",by="f"}`, values: '7x29' },
      ],
      fires: { from: 10, until: 14 },
    })),
    ...lost.map((name) => ({
      name: `${name} begins with what is lost, beside others that are there`,
      series: [
        { series: 'up{job="otel-collector",instance="c"}', values: '1x30' },
        ...lost.map((other) => ({
          series: `${other}{job="otel-collector",instance="c",exporter="e"}`,
          values: other === name ? '_x10 4x20' : '7x29',
        })),
        { series: `${name}{job="otel-collector",instance="c",exporter="f"}`, values: '7x29' },
      ],
      fires: { from: 10, until: 15 },
    })),
    {
      name: 'Prometheus comes back to what was lost before it went',
      series: [
        { series: 'up{job="otel-collector",instance="c"}', values: '1x2 _x9 1x20' },
        {
          series:
            'otelcol_exporter_send_failed_metric_points_total{job="otel-collector",instance="c",exporter="e"}',
          values: '4x2 _x9 4x20',
        },
      ],
      quietAt: [2, 12, 14, 17, 20],
    },
    {
      name: 'a Collector of others',
      series: [
        { series: 'up{job="otel-collector",instance="c"}', values: '1x24' },
        ...lost.map((name) => ({ series: `${name}{job="of-others",by="e"}`, values: '_x8 9+9x14' })),
      ],
      quietAt: [10, 20],
    },
    {
      name: 'nothing is lost',
      series: [
        {
          series: 'otelcol_exporter_enqueue_failed_spans_total{job="otel-collector",exporter="e"}',
          values: '3x20',
        },
      ],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
