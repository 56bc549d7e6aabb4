import type { Alert } from '../alert.ts';
import { OF_COLLECTOR } from '../own-jobs.ts';
import { heartbeat } from '../reporting.ts';
import { collectorAlerts } from './collector.ts';

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

const telemetryAbsent: Alert = {
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
      'Ask the service itself: `curl /readyz`. If it answers, voting works and only telemetry is cut off: check `OTEL_EXPORTER_OTLP_ENDPOINT` and the way to it.',
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

const targetDown: Alert = {
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

// Prometheus takes samples from ten minutes ahead at most.
const ahead = `max(max_over_time(timestamp(${heartbeat})[10m:15s] offset -10m)) - time()`;

const samplesRefused: Alert = {
  alert: 'SamplesRefused',
  severity: 'ticket',
  summary: 'Prometheus refuses samples',
  description: 'In the last five minutes samples came too late or out of bounds and were not kept.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum(increase(prometheus_tsdb_too_old_samples_total[5m])) > 0 or sum(increase(prometheus_tsdb_out_of_bound_samples_total[5m])) > 0',
  runbook: {
    meaning:
      'Samples older than the out-of-order window are lost. It follows an outage longer than that window, or a clock that is slow. Of one that is fast by more than ten minutes CollectorDropping tells.',
    see: [
      {
        what: 'How many since Prometheus started, and why',
        query: '{__name__=~"prometheus_tsdb_(too_old|out_of_bound)_samples_total"} > 0',
      },
      {
        what: 'Seconds the clock of the service is ahead',
        query: ahead,
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
      name: 'samples from a clock that is ahead',
      series: [
        { series: 'prometheus_tsdb_too_old_samples_total{type="float"}', values: '4x29' },
        { series: 'prometheus_tsdb_out_of_bound_samples_total{type="float"}', values: '0x9 4x20' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'none',
      series: [
        { series: 'prometheus_tsdb_too_old_samples_total', values: '4x20' },
        { series: 'prometheus_tsdb_out_of_bound_samples_total', values: '4x20' },
      ],
      quietAt: [20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const rulesFailing: Alert = {
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

const noticesFailing: Alert = {
  alert: 'NoticesFailing',
  severity: 'ticket',
  summary: 'Alertmanager cannot deliver notices',
  description:
    'In the last ten minutes Alertmanager gave up on a notice by {{ $labels.integration }}: somebody was not told.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum by (integration) (increase(alertmanager_notifications_failed_total[10m])) > 0',
  runbook: {
    meaning:
      'The address of a receiver is wrong, or what is there does not take the notice. It is seen at `/observatory` and in Grafana, and heard of only where another receiver works: the Watchdog has an address of its own, and may arrive while no other notice does.',
    see: [
      {
        what: 'How many since Alertmanager started, and why',
        query: 'alertmanager_notifications_failed_total > 0',
      },
    ],
    act: [
      'Read the log of Alertmanager: "Notify for alerts failed" names receiver and answer.',
      'Correct the address: `notify/alerts-url` and `notify/watchdog-url` beside its configuration, with Compose files among the secrets. They are read with each notice.',
      'Until then look at what fires: `ALERTS{alertstate="firing"}`.',
    ],
  },
  cases: [
    {
      name: 'the receiver of pages is away for three minutes, others are not',
      series: [
        {
          series: 'alertmanager_notifications_failed_total{integration="webhook",reason="other"}',
          values: '0x9 1 2 3x20',
        },
        {
          series: 'alertmanager_notifications_failed_total{integration="webhook",reason="serverError"}',
          values: '4x31',
        },
        {
          series: 'alertmanager_notifications_failed_total{integration="email",reason="other"}',
          values: '4x31',
        },
      ],
      fires: { from: 10, until: 21, labels: { integration: 'webhook' } },
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const watchdog: Alert = {
  alert: 'Watchdog',
  severity: 'none',
  summary: 'Alerting works',
  description: 'Fires always. Something outside must raise the alarm when it stops arriving.',
  dashboard: 'tallyscope-pipeline',
  expr: 'vector(1)',
  runbook: {
    meaning:
      'As long as this arrives, Prometheus evaluates rules and Alertmanager delivers, here at least (see NoticesFailing). Its silence is the alarm: it comes every 30 to 45 s, and something that depends on neither of them, best in another building, must tell someone when it has not come for 90 s. That is within two and a half minutes of the end of Prometheus, which `make truth` shows.',
    see: [{ what: 'Whether Prometheus evaluates it', query: 'ALERTS{alertname="Watchdog"}' }],
    act: [
      'It arrives: nothing to do.',
      'It stopped: look at Prometheus, at Alertmanager, and at the way out, in this order. Votes are taken all the same; until it is back nobody is told of anything else.',
    ],
  },
  cases: [{ name: 'always', series: [], fires: { from: 0 } }],
};

export const pipelineAlerts: Alert[] = [
  ...collectorAlerts,
  telemetryAbsent,
  targetDown,
  samplesRefused,
  rulesFailing,
  noticesFailing,
  watchdog,
];
