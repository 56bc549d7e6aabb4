import type { Alert } from '../../alert.ts';
import { OF_COLLECTOR } from '../../own-jobs.ts';
import { fullness } from './collector-series.ts';

export const collectorQueueFilling: Alert = {
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
