import type { Alert } from '../../alert.ts';
import { OF_COLLECTOR } from '../../own-jobs.ts';

export const collectorDown: Alert = {
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
