import type { Alert } from '../../alert.ts';
import { fullness, notExporting, sends, sent } from './collector-series.ts';

export const collectorNotExporting: Alert = {
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
