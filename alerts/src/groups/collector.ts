import type { Alert } from '../alert.ts';
import { OF_COLLECTOR } from '../own-jobs.ts';

/** How full each of its queues is. */
const fullness = `max by (exporter) (otelcol_exporter_queue_size{${OF_COLLECTOR}} / otelcol_exporter_queue_capacity{${OF_COLLECTOR}})`;

const signals = ['metric_points', 'spans', 'log_records'];
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
const sent = signals.map(
  (signal) => `sum by (exporter) (rate(otelcol_exporter_sent_${signal}_total{${OF_COLLECTOR}}[2m]))`,
);

/** What an exporter has sent of every signal. */
const sends = ({ job, exporter }: { job: string; exporter: string }, values: string) =>
  signals.map((signal) => ({
    series: `otelcol_exporter_sent_${signal}_total{job="${job}",exporter="${exporter}"}`,
    values,
  }));

function notExporting(exporter: string): string {
  const waiting = `max by (exporter) (min_over_time(otelcol_exporter_queue_size{${OF_COLLECTOR},${exporter}}[2m])) > 0`;
  return `${waiting} unless on (exporter) (${sent.map((rate) => `${rate} > 0`).join(' or ')})`;
}

const collectorDown: Alert = {
  alert: 'CollectorDown',
  severity: 'page',
  summary: 'The Collector does not answer',
  description: 'Prometheus cannot read the metrics of the Collector: no telemetry of the service arrives.',
  dashboard: 'tallyscope-pipeline',
  expr: `up{${OF_COLLECTOR}} == 0 or absent(up{${OF_COLLECTOR}})`,
  for: '1m',
  runbook: {
    meaning:
      'Votes go on: the service does not need the Collector. Metrics are cumulative, so counts catch up when it is back; traces and logs of the meantime are lost once the queues of the service are full.',
    see: [
      { what: 'Whether Prometheus reaches it', query: `up{${OF_COLLECTOR}}` },
      {
        what: 'Its memory before it went',
        query: `max_over_time(otelcol_process_memory_rss_bytes{${OF_COLLECTOR}}[1h])`,
      },
    ],
    act: [
      'Look at its log and whether it was killed for its memory.',
      'Start it again; what was in its queue on disk is sent on.',
      'If the disk of its queue is full or broken, move the queue folder away: what was in it is lost, and VoteCountDrift will say how much.',
    ],
  },
  cases: [
    {
      name: 'down for four minutes',
      series: [{ series: 'up{job="otel-collector",instance="c"}', values: '1x9 0x3 1x10' }],
      fires: { from: 11, until: 14, labels: { job: 'otel-collector', instance: 'c' } },
    },
    {
      name: 'gone from the list of targets',
      series: [{ series: 'up{job="otel-collector",instance="c"}', values: '1x9 stale _x9 1x9' }],
      fires: { from: 11, until: 20, labels: { job: 'otel-collector' } },
    },
    {
      name: 'something else is down',
      series: [
        { series: 'up{job="otel-collector",instance="c"}', values: '1x20' },
        { series: 'up{job="alertmanager",instance="m"}', values: '0x20' },
      ],
      quietAt: [10, 20],
    },
  ],
};

const collectorNotExporting: Alert = {
  alert: 'CollectorNotExporting',
  severity: 'page',
  summary: 'The Collector cannot hand metrics on to Prometheus',
  description:
    'For three minutes metrics have waited in the queue of {{ $labels.exporter }} and none was sent.',
  dashboard: 'tallyscope-pipeline',
  expr: notExporting('exporter=~".*metrics.*"'),
  for: '1m',
  runbook: {
    meaning:
      'The Collector lives and Prometheus lives, but Prometheus does not take its data. Everything waits on disk and is sent when it works again.',
    see: [
      {
        what: 'What waits, against what fits',
        query: fullness,
      },
      {
        what: 'What was sent',
        query: sent.join(' or '),
      },
    ],
    act: [
      'Read the log of the Collector: it names the address and the answer.',
      'Address or network: reach `PROMETHEUS_OTLP_ENDPOINT` from where the Collector runs.',
      'Status 400 or 500: Prometheus refuses the data; its log says why (too old, a name twice with different types).',
    ],
  },
  cases: [
    {
      name: 'the queue stands and nothing leaves',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/metrics"}',
          values: '0x9 1+5x9 0x9',
        },
        {
          series:
            'otelcol_exporter_sent_metric_points_total{job="otel-collector",exporter="otlp_http/metrics"}',
          values: '0+50x9 450x9 500+50x9',
        },
      ],
      fires: { from: 12, until: 20, labels: { exporter: 'otlp_http/metrics' } },
    },
    {
      name: 'nothing was ever sent',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/metrics"}',
          values: '0 1+5x9 0x5',
        },
      ],
      fires: { from: 3, until: 11, labels: { exporter: 'otlp_http/metrics' } },
    },
    {
      name: 'one of two Collectors stands; another queue, and a Collector of others, move slowly',
      series: [
        {
          series:
            'otelcol_exporter_queue_size{job="otel-collector",instance="c",exporter="otlp_http/metrics"}',
          values: '0x9 1+5x9 0x9',
        },
        {
          series:
            'otelcol_exporter_queue_size{job="otel-collector",instance="d",exporter="otlp_http/metrics"}',
          values: '0x29',
        },
        ...sends({ job: 'otel-collector', exporter: 'b/metrics' }, '0+30x29'),
        ...sends({ job: 'of-others', exporter: 'otlp_http/metrics' }, '0+30x29'),
      ],
      fires: { from: 12, until: 20, labels: { exporter: 'otlp_http/metrics' } },
    },
    {
      name: 'traces are not its business',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/traces"}',
          values: '1+5x20',
        },
      ],
      quietAt: [10, 20],
    },
    {
      name: 'a Collector of others',
      series: [
        { series: 'otelcol_exporter_queue_size{job="of-others",exporter="otlp/metrics"}', values: '1+5x24' },
      ],
      quietAt: [10, 20],
    },
    {
      name: 'a busy queue that moves, and an idle one',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/metrics"}',
          values: '5x20',
        },
        {
          series:
            'otelcol_exporter_sent_metric_points_total{job="otel-collector",exporter="otlp_http/metrics"}',
          values: '0+30x20',
        },
        { series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="b/metrics"}', values: '0x20' },
        {
          series: 'otelcol_exporter_sent_metric_points_total{job="otel-collector",exporter="b/metrics"}',
          values: '7x20',
        },
      ],
      quietAt: [5, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const tracesNotExported: Alert = {
  alert: 'TracesOrLogsNotExported',
  severity: 'ticket',
  summary: 'The Collector cannot hand traces or logs on',
  description: 'For six minutes data has waited in the queue of {{ $labels.exporter }} and none was sent.',
  dashboard: 'tallyscope-pipeline',
  expr: notExporting('exporter!~".*metrics.*"'),
  for: '5m',
  runbook: {
    meaning:
      'Counts and alerts are not touched. New traces or logs cannot be looked at until their store takes them again.',
    see: [
      {
        what: 'What waits, against what fits',
        query: fullness,
      },
      {
        what: 'What was sent',
        query: sent.join(' or '),
      },
    ],
    act: [
      'Is the store up, and does its disk have room?',
      'Read the log of the Collector for the answer it gets.',
    ],
  },
  cases: [
    {
      name: 'the trace store is away',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/traces"}',
          values: '0x9 1+5x14 0x9',
        },
        {
          series: 'otelcol_exporter_sent_spans_total{job="otel-collector",exporter="otlp_http/traces"}',
          values: '0+50x9 450x14 500+50x9',
        },
      ],
      fires: { from: 16, until: 25, labels: { exporter: 'otlp_http/traces' } },
    },
    {
      name: 'a Collector of others',
      series: [
        { series: 'otelcol_exporter_queue_size{job="of-others",exporter="otlp/traces"}', values: '1+5x24' },
      ],
      quietAt: [10, 20],
    },
    {
      name: 'busy queues that move slowly',
      series: ['spans', 'log_records'].flatMap((signal) => [
        {
          series: `otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/${signal}"}`,
          values: '5x20',
        },
        {
          series: `otelcol_exporter_sent_${signal}_total{job="otel-collector",exporter="otlp_http/${signal}"}`,
          values: '0+30x20',
        },
      ]),
      quietAt: [10, 20],
    },
    {
      name: 'the log store is away; another queue, and a Collector of others, move',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",instance="c",exporter="otlp_http/logs"}',
          values: '0x9 1+5x14 0x9',
        },
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",instance="d",exporter="otlp_http/logs"}',
          values: '0x34',
        },
        {
          series: 'otelcol_exporter_sent_log_records_total{job="otel-collector",exporter="otlp_http/logs"}',
          values: '0+50x9 450x14 500+50x9',
        },
        ...sends({ job: 'otel-collector', exporter: 'otlp_http/others' }, '0+50x34'),
        ...sends({ job: 'of-others', exporter: 'otlp_http/logs' }, '0+50x34'),
      ],
      fires: { from: 16, until: 25, labels: { exporter: 'otlp_http/logs' } },
    },
    {
      name: 'metrics are not its business',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="otlp_http/metrics"}',
          values: '1+5x20',
        },
      ],
      quietAt: [20],
    },
  ],
};

const collectorQueueFilling: Alert = {
  alert: 'CollectorQueueFilling',
  severity: 'ticket',
  summary: 'A queue of the Collector fills',
  description:
    'The queue of {{ $labels.exporter }} has been more than half full for five minutes. When it is full, data is lost.',
  dashboard: 'tallyscope-pipeline',
  expr: `${fullness} > 0.5`,
  for: '5m',
  runbook: {
    meaning: 'More comes in than goes out, or nothing goes out at all.',
    see: [
      {
        what: 'How full it is',
        query: fullness,
      },
      {
        what: 'When it will be full, in seconds',
        query: `(otelcol_exporter_queue_capacity{${OF_COLLECTOR}} - otelcol_exporter_queue_size{${OF_COLLECTOR}}) / (deriv(otelcol_exporter_queue_size{${OF_COLLECTOR}}[10m]) > 0)`,
      },
    ],
    act: [
      'Nothing goes out: see CollectorNotExporting.',
      'It goes out too slowly: look at the store it goes to; give the exporter more room if the disk has it.',
      'Traces only: sample fewer (`OTEL_TRACES_SAMPLER_ARG`).',
    ],
  },
  cases: [
    {
      name: 'past the half for ten minutes',
      series: [
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",exporter="e"}',
          values: '500x9 501x9 0x5',
        },
        { series: 'otelcol_exporter_queue_capacity{job="otel-collector",exporter="e"}', values: '1000x24' },
        {
          series: 'otelcol_exporter_queue_size{job="otel-collector",instance="d",exporter="e"}',
          values: '0x24',
        },
        {
          series: 'otelcol_exporter_queue_capacity{job="otel-collector",instance="d",exporter="e"}',
          values: '1000x24',
        },
      ],
      fires: { from: 15, until: 20, labels: { exporter: 'e' } },
    },
    {
      name: 'a Collector of others',
      series: [
        { series: 'otelcol_exporter_queue_size{job="of-others",exporter="e"}', values: '900x24' },
        { series: 'otelcol_exporter_queue_capacity{job="of-others",exporter="e"}', values: '1000x24' },
      ],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const collectorDropping: Alert = {
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

export const collectorAlerts: Alert[] = [
  collectorDown,
  collectorNotExporting,
  tracesNotExported,
  collectorQueueFilling,
  collectorDropping,
];
