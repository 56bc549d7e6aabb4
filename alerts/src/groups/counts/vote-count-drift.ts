import type { Alert } from '../../alert.ts';
import { OF_COLLECTOR } from '../../own-jobs.ts';
import { counter, ledger, question } from './counts-series.ts';

const ofQuestion = '{question="best-editor",question_id="7"}';

const heartbeatOfA = 'nodejs_eventloop_utilization_ratio{job="tallyscope",instance="a"}';

export const voteCountDrift: Alert = {
  alert: 'VoteCountDrift',
  severity: 'ticket',
  summary: 'Ledger and counter of {{ $labels.question }} differ',
  description:
    'Over the last hour the ledger gained a different number of votes on {{ $labels.question }} than the counter, and reading them at different moments does not explain it.',
  dashboard: 'tallyscope-votes',
  expr: 'question:votes_unexplained:gain1h > 0',
  for: '10m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'The database is right: votes are durable before they are counted. The counter in Prometheus lost votes (a process was killed before its last export, or the Collector dropped data), or counted some twice (two processes share an instance id). Or the database was taken back to an earlier moment, and has lost votes that were counted.',
    see: [
      {
        what: 'By how many votes, by question; above 0 the counter lost them',
        query: 'question:votes_drift:gain1h != 0',
      },
      {
        what: 'Processes that ended within the hour',
        query:
          'count by (instance) (last_over_time(votes_total[1h])) unless count by (instance) (last_over_time(votes_total[1m]))',
      },
      {
        what: 'Samples the Collector lost since it started',
        query: `{__name__=~"otelcol_exporter_(send|enqueue)_failed_metric_points_total",${OF_COLLECTOR}} > 0`,
      },
    ],
    act: [
      'Run `tallyscope audit --since 4h`: it prints ledger, tally, counter and CSV side by side.',
      'A process that was killed explains a loss of at most the votes of its last export interval; the alert ends by itself an hour later.',
      'A loss that grows while nothing is killed is a fault of the pipeline: see CollectorDropping and SamplesRefused.',
      'A gain after a restore or a failover is as many votes as the database lost ([what to tell their voters](backup.md#disaster-recovery)); the alert ends by itself an hour later. Any other means votes counted twice: look for two processes with one `service_instance_id`.',
      'Repair nothing in Prometheus. For the numbers of that hour, the ledger counts.',
    ],
  },
  cases: [
    {
      name: 'a restart that loses nothing is no drift',
      series: [
        { series: counter('a'), values: '0+10x60 600x4 _x55' },
        { series: counter('b'), values: '_x61 0+10x60' },
        { series: ledger, values: '0+10x60 600+10x60' },
      ],
      quietAt: [30, 70, 120],
      values: [
        { minute: 90, expr: 'question:votes_recorded:gain1h', labels: ofQuestion, value: 590 },
        { minute: 90, expr: 'question:votes_counted:gain1h', labels: ofQuestion, value: 590 },
        { minute: 90, expr: 'question:votes_drift:gain1h', labels: ofQuestion, value: 0 },
      ],
    },
    {
      name: 'a killed process loses 70 votes, and an hour later that is history',
      series: [
        { series: counter('a'), values: '0+10x60 600x4 _x120' },
        { series: counter('b'), values: '_x61 0x130' },
        { series: ledger, values: '0+10x60 670x130' },
      ],
      // The votes of the minute of the kill pass as skew; after that only ten of the seventy have an explanation.
      fires: { from: 72, until: 121, labels: question },
      values: [
        { minute: 100, expr: 'question:votes_drift:gain1h', labels: ofQuestion, value: 70 },
        { minute: 100, expr: 'question:votes_drift:gain4h', labels: ofQuestion, value: 70 },
      ],
    },
    {
      name: 'a database that was taken back by 200 votes, for the hour that they were counted in',
      series: [
        { series: counter('a'), values: '0+10x60 600x4 _x120' },
        { series: counter('b'), values: '_x63 0+10x120' },
        { series: ledger, values: '0+10x60 _x2 400+10x120' },
      ],
      fires: { from: 73, until: 123, labels: question },
      values: [
        { minute: 90, expr: 'question:votes_drift:gain1h', labels: ofQuestion, value: -200 },
        { minute: 150, expr: 'question:votes_drift:gain1h', labels: ofQuestion, value: 0 },
      ],
    },
    {
      name: 'a single vote is lost',
      series: [
        { series: counter('a'), values: '0x69 5x80' },
        { series: ledger, values: '0x69 6x80' },
      ],
      fires: { from: 81, until: 130, labels: question },
    },
    {
      name: 'a new question and a late reading of the ledger under load',
      series: [
        { series: 'votes_recorded{question="other-one",question_id="1",instance="worker"}', values: '5x180' },
        { series: counter('a'), values: '_x30 0+600x100' },
        { series: ledger, values: '_x30 0 0+600x99' },
      ],
      quietAt: [31, 45, 100, 129],
      values: [
        {
          minute: 60,
          expr: 'question:votes_drift:gain1h{question="best-editor"}',
          labels: ofQuestion,
          value: -600,
        },
      ],
    },
    {
      name: 'an audit that begins on a full ledger',
      series: [
        { series: counter('a'), values: '_x30 0+10x90' },
        { series: ledger, values: '_x30 5000+10x90' },
      ],
      quietAt: [31, 60, 119],
      values: [{ minute: 60, expr: 'question:votes_recorded:gain1h', labels: ofQuestion, value: 300 }],
    },
    {
      // Where there are more questions than are told, the oldest are left out, and one comes back when another is deleted.
      name: 'an old question is told again, and a new one taken over with votes',
      series: [
        {
          series: 'votes_recorded{question="old",question_id="1",instance="worker"}',
          values: '_x100 5000x60',
        },
        { series: counter('a'), values: '_x90 0 0+10x90' },
        { series: 'votes_recorded{question="other-one",question_id="2",instance="worker"}', values: '5x180' },
        { series: ledger, values: '_x92 10+10x80' },
      ],
      quietAt: [101, 115, 130, 160],
      values: [
        {
          minute: 130,
          expr: 'question:votes_recorded:gain1h{question="old"}',
          labels: '{question="old",question_id="1"}',
          value: 0,
        },
        {
          minute: 130,
          expr: 'question:votes_recorded:gain1h{question="best-editor"}',
          labels: ofQuestion,
          value: 390,
        },
      ],
    },
    {
      name: 'votes from before the first reading of the ledger',
      series: [
        { series: counter('a'), values: '0 8x120' },
        { series: ledger, values: '_x2 8x118' },
      ],
      quietAt: [15, 40, 120],
      values: [{ minute: 30, expr: 'question:votes_drift:gain1h', labels: ofQuestion, value: -8 }],
    },
    {
      // Two processes know different questions by name: of each alone nothing can be said, of all together it can.
      name: 'questions past the cap are counted under other names',
      series: [
        { series: counter('a'), values: '0+10x120' },
        { series: 'votes_total{question="other",question_id="other",instance="b"}', values: '0+10x120' },
        { series: ledger, values: '0+20x120' },
        { series: 'telemetry_questions_dropped{instance="b"}', values: '1x120' },
      ],
      quietAt: [75, 120],
      values: [{ minute: 120, expr: 'question:votes_drift:gain1h', labels: ofQuestion, value: 600 }],
    },
    {
      name: 'votes lost while questions are past the cap',
      series: [
        { series: counter('a'), values: '0+10x70 700x60' },
        {
          series: 'votes_total{question="other",question_id="other",instance="b"}',
          values: '0+10x70 700+10x60',
        },
        { series: ledger, values: '0+20x130' },
        { series: 'telemetry_questions_dropped{instance="b"}', values: '1x130' },
      ],
      fires: { from: 84, labels: { question: 'all questions', question_id: 'all' } },
    },
    {
      name: 'a process is first heard of when it has counted some',
      series: [
        { series: counter('a'), values: '0+10x180' },
        { series: counter('b'), values: '_x91 20+10x90' },
        { series: ledger, values: '0+10x90 920+20x90' },
        { series: heartbeatOfA, values: '0.1x180' },
      ],
      quietAt: [105, 150, 180],
      values: [{ minute: 120, expr: 'question:votes_counted:gain1h', labels: ofQuestion, value: 910 }],
    },
    {
      name: 'telemetry was away for two hours, and its end is four hours ago',
      series: [
        { series: counter('a'), values: '5000+10x120 _x120 7410+10x300' },
        { series: ledger, values: '5000+10x120 _x120 7410+10x300' },
        { series: heartbeatOfA, values: '0.1x120 _x120 0.1x300' },
      ],
      quietAt: [250, 300, 420],
      values: ['counted', 'recorded'].map((what) => ({
        minute: 420,
        expr: `question:votes_${what}:gain4h`,
        labels: ofQuestion,
        value: 1790,
      })),
    },
    {
      name: 'no votes at all',
      series: [
        { series: counter('a'), values: '0x120' },
        { series: ledger, values: '0x120' },
      ],
      quietAt: [120],
      values: [{ minute: 120, expr: 'question:votes_unexplained:gain1h', labels: ofQuestion, value: 0 }],
    },
    { name: 'no audit, no verdict', series: [{ series: counter('a'), values: '0+10x120' }], quietAt: [120] },
  ],
};
