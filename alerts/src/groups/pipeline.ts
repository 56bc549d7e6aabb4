import type { Alert } from '../alert.ts';

const signals = ['metric_points', 'spans', 'log_records'];
const lost = ['receiver_refused', 'exporter_send_failed', 'exporter_enqueue_failed'].flatMap((what) =>
  signals.map((signal) => `otelcol_${what}_${signal}_total`),
);
// Each metric by itself: of two names with equal labels a rate would make one series twice.
const lostNow = lost.map((name) => `sum(increase(${name}[5m])) > 0`).join(' or ');
const lostEver = `{__name__=~"otelcol_(receiver_refused|exporter_(send|enqueue)_failed)_.+_total"} > 0`;
const sent = signals.map((signal) => `sum by (exporter) (rate(otelcol_exporter_sent_${signal}_total[2m]))`);
const newest = 'max(max_over_time(timestamp(target_info{job=~"tallyscope.*"})[1h:30s]))';

function notExporting(exporter: string): string {
  const waiting = `max by (exporter) (min_over_time(otelcol_exporter_queue_size{${exporter}}[2m])) > 0`;
  return `${waiting} unless on (exporter) (${sent.map((rate) => `${rate} > 0`).join(' or ')})`;
}

export const collectorDown: Alert = {
  alert: 'CollectorDown',
  severity: 'page',
  summary: 'The Collector does not answer',
  description: 'Prometheus cannot read the metrics of the Collector: no telemetry of the service arrives.',
  dashboard: 'tallyscope-pipeline',
  expr: 'up{job="otel-collector"} == 0 or absent(up{job="otel-collector"})',
  for: '1m',
  runbook: {
    meaning:
      'Votes go on: the service does not need the Collector. Metrics are cumulative, so counts catch up when it is back; traces and logs of the meantime are lost once the queues of the service are full.',
    see: [
      { what: 'Whether Prometheus reaches it', query: 'up{job="otel-collector"}' },
      { what: 'Its memory before it went', query: 'max_over_time(otelcol_process_memory_rss_bytes[1h])' },
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
  ],
};

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
        query: 'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
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
        { series: 'otelcol_exporter_queue_size{exporter="otlp_http/metrics"}', values: '0x9 1+5x9 0x9' },
        {
          series: 'otelcol_exporter_sent_metric_points_total{exporter="otlp_http/metrics"}',
          values: '0+50x9 450x9 500+50x9',
        },
      ],
      fires: { from: 12, until: 20, labels: { exporter: 'otlp_http/metrics' } },
    },
    {
      name: 'nothing was ever sent',
      series: [
        { series: 'otelcol_exporter_queue_size{exporter="otlp_http/metrics"}', values: '0 1+5x9 0x5' },
      ],
      fires: { from: 3, until: 11, labels: { exporter: 'otlp_http/metrics' } },
    },
    {
      name: 'a busy queue that moves, and an idle one',
      series: [
        { series: 'otelcol_exporter_queue_size{exporter="otlp_http/metrics"}', values: '5x20' },
        {
          series: 'otelcol_exporter_sent_metric_points_total{exporter="otlp_http/metrics"}',
          values: '0+50x20',
        },
        { series: 'otelcol_exporter_queue_size{exporter="b/metrics"}', values: '0x20' },
        { series: 'otelcol_exporter_sent_metric_points_total{exporter="b/metrics"}', values: '7x20' },
      ],
      quietAt: [5, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

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
        query: 'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
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
        { series: 'otelcol_exporter_queue_size{exporter="otlp_http/traces"}', values: '0x9 1+5x14 0x9' },
        {
          series: 'otelcol_exporter_sent_spans_total{exporter="otlp_http/traces"}',
          values: '0+50x9 450x14 500+50x9',
        },
      ],
      fires: { from: 16, until: 25, labels: { exporter: 'otlp_http/traces' } },
    },
    {
      name: 'metrics are not its business',
      series: [{ series: 'otelcol_exporter_queue_size{exporter="otlp_http/metrics"}', values: '1+5x20' }],
      quietAt: [20],
    },
  ],
};

export const collectorQueueFilling: Alert = {
  alert: 'CollectorQueueFilling',
  severity: 'ticket',
  summary: 'A queue of the Collector fills',
  description:
    'The queue of {{ $labels.exporter }} has been more than half full for five minutes. When it is full, data is lost.',
  dashboard: 'tallyscope-pipeline',
  expr: 'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity) > 0.5',
  for: '5m',
  runbook: {
    meaning: 'More comes in than goes out, or nothing goes out at all.',
    see: [
      {
        what: 'How full it is',
        query: 'max by (exporter) (otelcol_exporter_queue_size / otelcol_exporter_queue_capacity)',
      },
      {
        what: 'When it will be full, in seconds',
        query:
          '(otelcol_exporter_queue_capacity - otelcol_exporter_queue_size) / (deriv(otelcol_exporter_queue_size[10m]) > 0)',
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
        { series: 'otelcol_exporter_queue_size{exporter="e"}', values: '500x9 501x9 0x5' },
        { series: 'otelcol_exporter_queue_capacity{exporter="e"}', values: '1000x24' },
      ],
      fires: { from: 15, until: 20, labels: { exporter: 'e' } },
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

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
      { what: 'Its memory, which is what makes it refuse', query: 'max(otelcol_process_memory_rss_bytes)' },
    ],
    act: [
      'Refused: the memory limit is reached; raise `COLLECTOR_MEMORY_MIB` or send less.',
      'Failed: the store answered that it will never take it; its answer is in the log of the Collector.',
      'Not queued: the queue is full; see CollectorQueueFilling.',
    ],
  },
  cases: [
    {
      name: 'a store that refuses for good',
      series: [
        { series: 'otelcol_exporter_send_failed_metric_points_total{exporter="e"}', values: '0x9 40x20' },
        { series: 'otelcol_exporter_enqueue_failed_metric_points_total{exporter="e"}', values: '0x30' },
        { series: 'otelcol_receiver_refused_spans_total{receiver="otlp"}', values: '0x30' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'refused at the door',
      series: [
        { series: 'otelcol_receiver_refused_spans_total{receiver="otlp"}', values: '0x4 9x20' },
        { series: 'otelcol_receiver_refused_metric_points_total{receiver="otlp"}', values: '0x24' },
      ],
      fires: { from: 5, until: 9 },
    },
    {
      name: 'nothing is lost',
      series: [{ series: 'otelcol_exporter_enqueue_failed_spans_total{exporter="e"}', values: '3x20' }],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

export const telemetryAbsent: Alert = {
  alert: 'TelemetryAbsent',
  severity: 'page',
  summary: 'Nothing is heard of the service',
  description:
    'No process of the service has sent a sample for more than a minute and a half. It is down, or cut off from the Collector.',
  dashboard: 'tallyscope-pipeline',
  expr: `time() - ${newest} > 60 or absent(${newest})`,
  for: '1m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Either nobody can vote, or everybody can and nobody sees it. Alerts on votes and pages are blind meanwhile: no data is not counted against any objective.',
    see: [
      { what: 'Age of the newest sample, in seconds', query: `time() - ${newest}` },
      {
        what: 'What the Collector takes in',
        query: 'sum by (receiver) (rate(otelcol_receiver_accepted_metric_points_total[2m]))',
      },
    ],
    act: [
      'Ask the service itself: `curl /readyz`. If it answers, voting works and only telemetry is cut off: check `OTEL_EXPORTER_OTLP_ENDPOINT` and the way to it.',
      'If it does not, look at its log and start it.',
    ],
  },
  cases: [
    {
      name: 'all processes go silent and come back',
      series: [
        { series: 'target_info{job="tallyscope",instance="a"}', values: '1x10 _x10 1x5' },
        { series: 'target_info{job="tallyscope",instance="b"}', values: '1x5 _x20' },
      ],
      fires: { from: 13, until: 21 },
    },
    {
      name: 'one of two goes silent',
      series: [
        { series: 'target_info{job="tallyscope",instance="a"}', values: '1x10 _x20' },
        { series: 'target_info{job="tallyscope",instance="b"}', values: '1x30' },
      ],
      quietAt: [12, 20, 30],
    },
    {
      name: 'never heard of',
      series: [{ series: 'target_info{job="otel-collector"}', values: '1x30' }],
      fires: { from: 1 },
    },
  ],
};

export const targetDown: Alert = {
  alert: 'TargetDown',
  severity: 'ticket',
  summary: 'Prometheus cannot scrape {{ $labels.job }}',
  description: 'For two minutes {{ $labels.instance }} of {{ $labels.job }} has not answered Prometheus.',
  dashboard: 'tallyscope-pipeline',
  expr: 'up{job!="otel-collector"} == 0',
  for: '2m',
  runbook: {
    meaning:
      'Prometheus does not reach itself or Alertmanager. Without Alertmanager no notice goes out, and the dead man’s switch will say so.',
    see: [{ what: 'Which targets are down', query: 'up == 0' }],
    act: [
      'Is it running, and is its address in `otel/targets` right?',
      'Alertmanager: start it before anything else.',
    ],
  },
  cases: [
    {
      name: 'Alertmanager is away for five minutes',
      series: [{ series: 'up{job="alertmanager",instance="m"}', values: '1x9 0x4 1x5' }],
      fires: { from: 12, until: 15, labels: { job: 'alertmanager', instance: 'm' } },
    },
    {
      name: 'the Collector has an alert of its own',
      series: [{ series: 'up{job="otel-collector",instance="c"}', values: '0x10' }],
      quietAt: [10],
    },
  ],
};

export const samplesRefused: Alert = {
  alert: 'SamplesRefused',
  severity: 'ticket',
  summary: 'Prometheus refuses samples',
  description: 'In the last five minutes samples came too late or out of bounds and were not kept.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum(increase(prometheus_tsdb_too_old_samples_total[5m])) > 0 or sum(increase(prometheus_tsdb_out_of_bound_samples_total[5m])) > 0',
  runbook: {
    meaning:
      'Samples older than the out-of-order window are lost. It follows an outage longer than that window, or a wrong clock.',
    see: [
      {
        what: 'How many since Prometheus started, and why',
        query: '{__name__=~"prometheus_tsdb_(too_old|out_of_bound)_samples_total"} > 0',
      },
      {
        what: 'Seconds the clock of the service is ahead',
        query: 'max(timestamp(target_info{job=~"tallyscope.*"})) - time()',
      },
    ],
    act: [
      'After an outage it ends by itself when the queue of the Collector is empty. Counters are cumulative, so totals are right again with the next sample.',
      'Otherwise compare the clocks.',
    ],
  },
  cases: [
    {
      name: 'late samples after an outage',
      series: [
        { series: 'prometheus_tsdb_too_old_samples_total{type="float"}', values: '0x9 30x20' },
        { series: 'prometheus_tsdb_out_of_bound_samples_total{type="float"}', values: '0x29' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'none',
      series: [{ series: 'prometheus_tsdb_out_of_bound_samples_total', values: '4x20' }],
      quietAt: [20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

export const rulesFailing: Alert = {
  alert: 'RulesFailing',
  severity: 'ticket',
  summary: 'Rules of Prometheus fail',
  description:
    'In the last five minutes rules of group {{ $labels.rule_group }} could not be evaluated: their alerts are blind.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
  runbook: {
    meaning: 'A rule asks for too much, or finds several series where it expects one.',
    see: [
      {
        what: 'Which groups',
        query: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
      },
    ],
    act: ['Read the log of Prometheus, which names the rule and the error.'],
  },
  cases: [
    {
      name: 'a group fails once',
      series: [{ series: 'prometheus_rule_evaluation_failures_total{rule_group="g"}', values: '0x9 2x20' }],
      fires: { from: 10, until: 14, labels: { rule_group: 'g' } },
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

export const watchdog: Alert = {
  alert: 'Watchdog',
  severity: 'none',
  summary: 'Alerting works',
  description: 'Fires always. Something outside must raise the alarm when it stops arriving.',
  dashboard: 'tallyscope-pipeline',
  expr: 'vector(1)',
  runbook: {
    meaning:
      'As long as this arrives, Prometheus evaluates rules and Alertmanager delivers. Its silence is the alarm.',
    see: [{ what: 'Whether Prometheus evaluates it', query: 'ALERTS{alertname="Watchdog"}' }],
    act: [
      'It arrives: nothing to do.',
      'It stopped: look at Prometheus, at Alertmanager, and at the way out, in this order.',
    ],
  },
  cases: [{ name: 'always', series: [], fires: { from: 0 } }],
};

export const pipelineAlerts: Alert[] = [
  collectorDown,
  collectorNotExporting,
  tracesNotExported,
  collectorQueueFilling,
  collectorDropping,
  telemetryAbsent,
  targetDown,
  samplesRefused,
  rulesFailing,
  watchdog,
];
