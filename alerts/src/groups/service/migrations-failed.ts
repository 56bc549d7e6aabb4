import type { Alert } from '../../alert.ts';
import { reporting } from '../../reporting.ts';

export const migrationsFailed: Alert = {
  alert: 'MigrationsFailed',
  severity: 'page',
  summary: 'The database lacks migrations of the running release',
  description: 'For five minutes a running process has been waiting for migrations that are not applied.',
  dashboard: 'tallyscope-runtime',
  expr: 'max(last_over_time(migrations_pending[1m])) > 0',
  for: '5m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'A release applies its migrations before it serves. One of them failed or waits for a lock, so the new processes stay unready.',
    see: [
      {
        what: 'Migrations each process still misses',
        query: 'max by (instance, service_version) (last_over_time(migrations_pending[1m]))',
      },
      {
        what: 'Versions that are running',
        query: `count by (service_version) (${reporting})`,
      },
    ],
    act: [
      'Read the log of `tallyscope migrate`: it names the migration and what the database said.',
      'It waits for a lock for 100 ms at a time, so votes go on. Find the holder in `pg_locks` and `pg_stat_activity` and end it if it may be ended; the migration then goes on by itself.',
      'If it failed, roll back the release: migrations are one transaction each, so nothing is half done.',
    ],
  },
  cases: [
    {
      name: 'stuck until the release is rolled back',
      series: [
        { series: 'migrations_pending{instance="a"}', values: '0x9 1x9 0x5' },
        { series: 'migrations_pending{instance="b"}', values: '0x24' },
      ],
      fires: { from: 15, until: 20 },
    },
    {
      name: 'a migration that takes two minutes',
      series: [{ series: 'migrations_pending{instance="a"}', values: '0x4 1x1 0x10' }],
      quietAt: [5, 6, 7, 12],
    },
    {
      name: 'a process ends while it waits, and the next one serves',
      series: [
        { series: 'migrations_pending{instance="a"}', values: '_x9 2x4 _x20' },
        { series: 'migrations_pending{instance="b"}', values: '_x14 0x20' },
      ],
      quietAt: [14, 15, 16, 17],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
