import type { Alert } from '../../alert.ts';
import { fullness, notExporting, sends, sent } from './collector-series.ts';

export const tracesNotExported: Alert = {
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
