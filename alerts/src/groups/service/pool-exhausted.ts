import type { Alert } from '../../alert.ts';
import { OF_SERVICE } from '../../own-jobs.ts';

export const poolExhausted: Alert = {
  alert: 'PoolExhausted',
  severity: 'ticket',
  summary: 'Queries wait for a database connection',
  description:
    'For two minutes there was always a query of process {{ $labels.instance }} waiting for a connection.',
  dashboard: 'tallyscope-runtime',
  expr: `sum by (instance) (min_over_time(db_client_connection_pending_requests{${OF_SERVICE}}[1m])) > 0`,
  for: '2m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'All connections of the pool are in use all the time: statements are slow, or connections are not given back.',
    see: [
      {
        what: 'Queries that wait',
        query: `sum by (instance) (db_client_connection_pending_requests{${OF_SERVICE}})`,
      },
      {
        what: 'Connections by what they do',
        query: `sum by (instance, db_client_connection_state) (db_client_connection_count{${OF_SERVICE}})`,
      },
      {
        what: 'How long statements take',
        query: `histogram_quantile(0.99, sum by (le) (rate(db_client_operation_duration_seconds_bucket{${OF_SERVICE}}[5m])))`,
      },
    ],
    act: [
      'Slow statements: find them in the traces and in `pg_stat_activity`; a lock shows there as `wait_event_type` Lock.',
      'Fast statements and idle transactions: a connection is kept somewhere; restart the process and look for the path that forgets it.',
      'Raise `DATABASE_POOL_SIZE` only while the database has cores to spare.',
    ],
  },
  cases: [
    {
      name: 'queries wait for three minutes and more',
      series: [
        {
          series: 'db_client_connection_pending_requests{job="tallyscope",instance="a"}',
          values: '0x9 1x9 0x10',
        },
        { series: 'db_client_connection_pending_requests{job="tallyscope",instance="b"}', values: '0x40' },
      ],
      fires: { from: 12, until: 20, labels: { instance: 'a' } },
    },
    {
      name: 'a short rush is no alert',
      series: [
        {
          series: 'db_client_connection_pending_requests{job="tallyscope",instance="a"}',
          values: '0x9 4x1 0x10',
        },
      ],
      quietAt: [10, 11, 12, 15],
    },
    {
      name: 'short rushes, one each minute',
      every: '30s',
      series: [
        {
          series: 'db_client_connection_pending_requests{job="tallyscope",instance="a"}',
          values: '4 0 '.repeat(10),
        },
      ],
      quietAt: [3, 5, 8],
    },
    {
      name: 'another service of the same Prometheus',
      series: [
        { series: 'db_client_connection_pending_requests{job="another",instance="a"}', values: '9x24' },
      ],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
