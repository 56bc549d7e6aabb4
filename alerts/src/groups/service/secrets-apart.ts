import type { Alert } from '../../alert.ts';

export const secretsApart: Alert = {
  alert: 'SecretsApart',
  severity: 'ticket',
  summary: 'Processes on one database have different secrets',
  description: 'For ten minutes processes have served the same database with more than one SESSION_SECRET.',
  dashboard: 'tallyscope-runtime',
  expr: 'max(last_over_time(secrets_apart[1m])) > 0',
  for: '10m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Voters are told apart by hashes under `SESSION_SECRET`: who has voted by one process is new to the other, and may vote again. A form of one is none to the other. A rollout of a new secret has both for as long as it takes.',
    see: [{ what: 'Which processes see another', query: 'last_over_time(secrets_apart[1m]) > 0' }],
    act: [
      "Find who serves this database: `SELECT DISTINCT client_addr FROM pg_stat_activity WHERE application_name = 'tallyscope-listen'`. More than you know of are another installation, or a process that was started by hand.",
      'A process without `SESSION_SECRET` made one of its own in its `DATA_DIR`: give it the one of the others.',
      'A rollout that hangs: bring it to its end, or take it back.',
      'What was voted by either meanwhile is counted. `votes_total` by `instance` says how many votes each process took.',
    ],
  },
  cases: [
    {
      name: 'one process of three has another secret',
      series: [
        { series: 'secrets_apart{instance="a"}', values: '0x9 1x19 0x5' },
        { series: 'secrets_apart{instance="b"}', values: '0x9 1x19 0x5' },
        // It has not looked again yet.
        { series: 'secrets_apart{instance="c"}', values: '0x34' },
      ],
      fires: { from: 20, until: 30 },
    },
    {
      name: 'a rollout of a new secret',
      series: [{ series: 'secrets_apart{instance="a"}', values: '0x9 1x9 _x20' }],
      quietAt: [10, 19, 20, 21, 25],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
