import type { Alert } from '../alert.ts';
import { OF_SERVICE } from '../own-jobs.ts';
import { heartbeat, reporting } from '../reporting.ts';

const voteQueueFull: Alert = {
  alert: 'VoteQueueFull',
  severity: 'ticket',
  summary: 'Votes are turned away because the queue is full',
  description:
    'In the last five minutes votes were answered with 503 because too many waited for their commit.',
  dashboard: 'tallyscope-votes',
  expr: 'sum(increase(votes_rejected_total{reason="overloaded"}[5m])) > 0',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'More votes come in than the database makes durable. The queue has a limit so that a voter is told at once instead of waiting for minutes. Whether it is bad enough to wake someone is for VoteAvailabilityBurn to say.',
    see: [
      {
        what: 'Votes turned away a second',
        query: 'sum(rate(votes_rejected_total{reason="overloaded"}[1m]))',
      },
      { what: 'How full the queues are', query: 'max by (instance) (vote_queue_size / vote_queue_capacity)' },
      {
        what: 'How long commits take',
        query: 'histogram_quantile(0.99, sum by (le) (rate(vote_commit_duration_seconds_bucket[1m])))',
      },
    ],
    act: [
      'If commits take long, look at the database: disk, checkpoints, locks on the rows of one choice.',
      'If they are fast, the load is above what one process does: start more `web` and `api` processes.',
      'If it comes from few addresses, limit them at the proxy, whose log has them: no limit by address here is about votes.',
      'A higher `VOTE_QUEUE_LIMIT` makes voters wait longer; it makes nothing faster.',
    ],
  },
  cases: [
    {
      name: 'a burst of refusals',
      series: [
        { series: 'votes_rejected_total{question_id="1",reason="overloaded"}', values: '0x9 50x30' },
        { series: 'votes_rejected_total{question_id="1",reason="closed"}', values: '0+5x39' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'other refusals, no load',
      series: [{ series: 'votes_rejected_total{question_id="1",reason="duplicate"}', values: '0+5x20' }],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const poolExhausted: Alert = {
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

const eventLoopBlocked: Alert = {
  alert: 'EventLoopBlocked',
  severity: 'ticket',
  summary: 'The event loop of a process is blocked',
  description:
    'For two minutes process {{ $labels.instance }} was late by more than half a second for everything it does.',
  dashboard: 'tallyscope-runtime',
  expr: `max by (instance) (last_over_time(nodejs_eventloop_delay_p99_seconds{${OF_SERVICE}}[1m])) > 0.5`,
  for: '2m',
  dependsOnPipeline: true,
  runbook: {
    meaning: 'Something computes for too long in one go, or the process gets too little of the processor.',
    see: [
      {
        what: 'How late it is',
        query: `max by (instance) (last_over_time(nodejs_eventloop_delay_p99_seconds{${OF_SERVICE}}[1m]))`,
      },
      {
        what: 'How busy it is; late but not busy means the machine gives it no time',
        query: `max by (instance) (${heartbeat})`,
      },
      {
        what: 'How much of it is garbage collection',
        query: `sum by (instance) (rate(v8js_gc_duration_seconds_sum{${OF_SERVICE}}[5m]))`,
      },
    ],
    act: [
      "Late and busy: take a profile and look for the long function. Beside the process, `node inspect -p 1` (in its container; else with its number), `profile`, ten seconds later `profileEnd`, then `profiles[0].save('/tmp/a.cpuprofile')`, which Chrome's developer tools open. The inspector listens on 127.0.0.1 from then on: restart the process when you are done.",
      'Late and idle: look at the limits of the container and at its neighbours.',
      'Much garbage collection: the heap is near its limit; look for what grows.',
    ],
  },
  cases: [
    {
      name: 'blocked for five minutes',
      series: [
        {
          series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="a"}',
          values: '0.02x9 0.51x4 0.02x10',
        },
        { series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="b"}', values: '0.02x40' },
      ],
      fires: { from: 12, until: 15, labels: { instance: 'a' } },
    },
    {
      name: 'half a second exactly, and one slow minute',
      series: [
        { series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="a"}', values: '0.5x20' },
        {
          series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="b"}',
          values: '0.02x9 3x0 0.02x10',
        },
      ],
      quietAt: [10, 12, 20],
    },
    {
      name: 'a process ends at its worst',
      series: [
        {
          series: 'nodejs_eventloop_delay_p99_seconds{job="tallyscope",instance="a"}',
          values: '0.02x9 3x1 _x20',
        },
      ],
      quietAt: [11, 12, 13, 14],
    },
    {
      name: 'another service of the same Prometheus',
      series: [{ series: 'nodejs_eventloop_delay_p99_seconds{job="another",instance="a"}', values: '3x24' }],
      quietAt: [10, 20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const migrationsFailed: Alert = {
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

const limitsApart: Alert = {
  alert: 'RateLimitsApart',
  severity: 'ticket',
  summary: 'Rate limits are not shared between processes',
  description:
    'For five minutes processes have counted rate limits alone, because Valkey does not answer them or does not count.',
  dashboard: 'tallyscope-runtime',
  expr: 'sum(last_over_time(limits_apart[1m])) > 0',
  for: '5m',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'Votes go on, and each process still limits what one address may do. Over all processes an address may do so many times more.',
    see: [
      { what: 'Which processes', query: 'last_over_time(limits_apart[1m]) > 0' },
      {
        what: 'Whether addresses are turned away at all',
        query:
          'sum by (http_route) (rate(http_server_request_duration_seconds_count{http_response_status_code="429"}[5m]))',
      },
    ],
    act: [
      'Their logs and `/readyz` say what is wrong: no answer, a password that is refused, no memory left, or no writes.',
      'No answer: is Valkey running, and does the network let these processes reach `VALKEY_URL`?',
      'No memory: raise `maxmemory`, or have it forget what is old (`maxmemory-policy allkeys-lru`). No writes: it is a replica, or cannot save to its disk; `INFO` says which.',
      'It is used again by itself as soon as it counts; nothing in it has to be kept.',
    ],
  },
  cases: [
    {
      name: 'one of two processes does not reach it',
      series: [
        { series: 'limits_apart{instance="a"}', values: '0x9 1x9 0x5' },
        { series: 'limits_apart{instance="b"}', values: '0x24' },
      ],
      fires: { from: 15, until: 20 },
    },
    {
      name: 'Valkey starts again',
      series: [{ series: 'limits_apart{instance="a"}', values: '0x9 1x2 0x10' }],
      quietAt: [10, 12, 15, 20],
    },
    {
      name: 'the process that did not reach it ends',
      series: [{ series: 'limits_apart{instance="a"}', values: '0x9 1x4 _x20' }],
      quietAt: [14, 15, 16],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

const secretsApart: Alert = {
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

export const serviceAlerts: Alert[] = [
  voteQueueFull,
  poolExhausted,
  eventLoopBlocked,
  migrationsFailed,
  limitsApart,
  secretsApart,
];
