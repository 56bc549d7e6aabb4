import type { Alert } from '../../alert.ts';
import { reporting } from '../../reporting.ts';

export const ballotsNotSealed: Alert = {
  alert: 'BallotsNotSealed',
  severity: 'ticket',
  summary: 'Ballots stay out of the logs that prove the tallies',
  description:
    'For ten minutes the worker that seals ballots has left some behind, or there has been no worker that seals.',
  dashboard: 'tallyscope-votes',
  expr: 'max(ballots_unsealed) > 0 or (count(votes_total) > 0 unless on () group(ballots_unsealed))',
  for: '10m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Votes are counted and durable. Their receipts cannot be proved yet, and closed questions get no final head, until the ballots are in their logs. Exactly one process with the role `worker` puts them there, every second.',
    see: [
      { what: 'Ballots left out by the last pass', query: 'max(ballots_unsealed)' },
      {
        what: 'Who sealed in the last six hours',
        query: 'group by (instance) (last_over_time(ballots_unsealed[6h]))',
      },
      {
        what: 'Processes that report',
        query: `group by (instance, service_version) (${reporting})`,
      },
    ],
    act: [
      'Is a process with `ROLES` containing `worker` running? Start one.',
      'If one runs, its log says why it does not get on: "ballots could not be sealed".',
      'If it seals and ballots stay behind, `turnouts` says more than `ballots` holds: run `tallyscope audit`, and see VotesMiscounted.',
    ],
  },
  cases: [
    {
      name: 'ballots that no pass can seal',
      series: [
        { series: 'ballots_unsealed{instance="worker"}', values: '0x9 1x14 0x5' },
        { series: 'ballots_unsealed{instance="second"}', values: '0x29' },
      ],
      fires: { from: 20, until: 25 },
    },
    {
      name: 'the only worker stops for half an hour, before anybody has voted',
      series: [
        { series: 'votes_total{question="q",question_id="1",instance="a"}', values: '0x80' },
        { series: 'ballots_unsealed{instance="worker"}', values: '0x20 stale _x30 0x20' },
      ],
      fires: { from: 31, until: 52 },
    },
    {
      name: 'another worker takes over within minutes, and catches up',
      series: [
        { series: 'votes_total{question="q",question_id="1",instance="a"}', values: '0+1x60' },
        { series: 'ballots_unsealed{instance="worker"}', values: '0x20 stale' },
        { series: 'ballots_unsealed{instance="second"}', values: '_x25 40x3 0x30' },
      ],
      quietAt: [22, 28, 35, 50],
    },
    {
      name: 'no questions yet',
      series: [{ series: 'target_info{job="tallyscope"}', values: '1x30' }],
      quietAt: [30],
    },
  ],
};
