import type { Alert } from '../../alert.ts';
import { OF_COLLECTOR } from '../../own-jobs.ts';
import { heartbeat } from '../../reporting.ts';

// Not target_info: with the span metrics of the service the Collector renews that for an hour after it is gone.
const newest = `max(max_over_time(timestamp(${heartbeat})[1h:30s]))`;

// Of the Collector that cannot hand them on CollectorNotExporting tells a minute later; this would say what is not so.
const queue = `otelcol_exporter_queue_size{${OF_COLLECTOR},exporter=~".*metrics.*"}`;

const sentMetrics = `sum by (exporter) (rate(otelcol_exporter_sent_metric_points_total{${OF_COLLECTOR}}[1m]))`;

const held = `max by (exporter) (min_over_time(${queue}[1m])) > 0 unless on (exporter) ${sentMetrics} > 0`;

const heartbeatOfA = 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}';

/** The Collector's queue of metrics and what left it. */
const handsOn = ({ waiting, sent }: { waiting: string; sent: string }) => [
  { series: queue.replace('=~".*metrics.*"', '="otlp_http/metrics"'), values: waiting },
  {
    series: 'otelcol_exporter_sent_metric_points_total{job="otel-collector",exporter="otlp_http/metrics"}',
    values: sent,
  },
];

export const telemetryAbsent: Alert = {
  alert: 'TelemetryAbsent',
  severity: 'page',
  summary: 'Nothing is heard of the service',
  description:
    'No process of the service has sent a sample for more than a minute and a half. It is down, or cut off from the Collector.',
  dashboard: 'tallyscope-pipeline',
  expr: `(time() - ${newest} > 60 or absent(${newest})) unless on () (${held})`,
  for: '1m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Either nobody can vote, or everybody can and nobody sees it. Alerts on votes and pages are blind meanwhile: no data is not counted against any objective.',
    see: [
      { what: 'Age of the newest sample, in seconds', query: `time() - ${newest}` },
      {
        what: 'What the Collector takes in',
        query: `sum by (receiver) (rate(otelcol_receiver_accepted_metric_points_total{${OF_COLLECTOR}}[2m]))`,
      },
    ],
    act: [
      'Ask the service itself: `curl -sS https://HOST/readyz`. If it answers 200, voting works and only telemetry is cut off: check `OTEL_EXPORTER_OTLP_ENDPOINT` and the way to it.',
      'If it does not, look at its log and start it.',
    ],
  },
  cases: [
    {
      name: 'all processes go silent and come back',
      series: [
        {
          series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}',
          values: '1x10 _x10 1x5',
        },
        { series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="b"}', values: '1x5 _x20' },
        { series: 'nodejs_eventloop_utilization_ratio{job="another",instance="a"}', values: '1x26' },
      ],
      fires: { from: 13, until: 21 },
    },
    {
      name: 'what processes send waits in the Collector',
      every: '15s',
      series: [
        { series: heartbeatOfA, values: '1x40 _x80' },
        ...handsOn({ waiting: '0x40 9x80', sent: '0+50x40 2000x80' }),
        {
          series: 'otelcol_exporter_sent_metric_points_total{job="otel-collector",exporter="debug/metrics"}',
          values: '0+50x120',
        },
      ],
      quietAt: [12, 20, 30],
    },
    {
      name: 'all processes go silent while the Collector still hands on what waited',
      every: '15s',
      series: [
        { series: heartbeatOfA, values: '1x40 _x80' },
        ...handsOn({ waiting: '9x120', sent: '0+50x120' }),
      ],
      fires: { from: 13 },
    },
    {
      name: 'one of two goes silent',
      series: [
        { series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}', values: '1x10 _x20' },
        { series: 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="b"}', values: '1x30' },
      ],
      quietAt: [12, 20, 30],
    },
    {
      name: 'never heard of',
      series: [
        { series: 'target_info{job="otel-collector"}', values: '1x30' },
        { series: 'nodejs_eventloop_utilization_ratio{job="another",instance="a"}', values: '1x30' },
      ],
      fires: { from: 1 },
    },
  ],
};
