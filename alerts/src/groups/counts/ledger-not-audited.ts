import type { Alert } from '../../alert.ts';
import { reporting } from '../../reporting.ts';
import { counter, ledger } from './counts-series.ts';

export const ledgerNotAudited: Alert = {
  alert: 'LedgerNotAudited',
  severity: 'ticket',
  summary: 'No worker reads the ledger',
  description:
    'Votes are counted, and for ten minutes nothing has been there to hold the count against. Exports wait too.',
  dashboard: 'tallyscope-votes',
  expr: 'count(votes_total) > 0 unless on () group(votes_recorded)',
  for: '10m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Exactly one process with the role `worker` reads the ledger; the same processes run exports. None of them is running, or the one that should read cannot reach the database.',
    see: [
      {
        what: 'Who read the ledger in the last six hours',
        query: 'group by (instance) (last_over_time(votes_recorded[6h]))',
      },
      {
        what: 'Processes that report',
        query: `group by (instance, service_version) (${reporting})`,
      },
    ],
    act: [
      'Is a process with `ROLES` containing `worker` running? Start one.',
      'If one runs, its log says why it does not get on.',
    ],
  },
  cases: [
    {
      name: 'the only worker stops for half an hour, before anybody has voted',
      series: [
        { series: counter('a'), values: '0x80' },
        { series: ledger, values: '0x20 stale _x30 0x20' },
      ],
      fires: { from: 31, until: 52 },
    },
    {
      name: 'another worker takes over within minutes',
      series: [
        { series: counter('a'), values: '0+1x60' },
        { series: ledger, values: '0+1x20 stale' },
        { series: ledger.replace('"worker"', '"second"'), values: '_x25 25+1x30' },
      ],
      quietAt: [22, 30, 50],
    },
    {
      name: 'no questions yet',
      series: [{ series: 'target_info{job="tallyscope"}', values: '1x30' }],
      quietAt: [30],
    },
  ],
};
