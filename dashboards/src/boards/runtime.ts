import { QueryVariableBuilder, VariableRefresh } from '@grafana/grafana-foundation-sdk/dashboard';
import { OF_SERVICE } from '../../../alerts/src/own-jobs.ts';
import { heartbeat } from '../../../alerts/src/reporting.ts';
import type { Board } from '../board.ts';
import { prometheus } from '../datasources.ts';
import { newest, orZero, quantile, rate } from '../expressions.ts';
import { tracesLink } from '../links.ts';
import { stat, timeSeries } from '../panels.ts';

const chosen = `${OF_SERVICE}, instance=~"$instance"`;
const process = `{${chosen}}`;
const statementTraces = tracesLink(
  'Traces with slow statements',
  '{ resource.service.name =~ "tallyscope.*" && span.db.system.name = "postgresql" && duration > 100ms }',
);

/** What the processes and the database are doing. */
export const runtime: Board = {
  uid: 'tallyscope-runtime',
  title: 'Tallyscope / Runtime and database',
  description:
    'Event loop, heap and garbage collection of each process; connections and statements of the database.',
  last: '1h',
  variables: [
    new QueryVariableBuilder('instance')
      .label('Process')
      .description('Instance id of the process.')
      .datasource(prometheus)
      .query(`label_values(${heartbeat}, instance)`)
      .refresh(VariableRefresh.OnTimeRangeChanged)
      .multi(true)
      .includeAll(true)
      .allValue('.*'),
  ],
  rows: [
    {
      title: 'Processes',
      panels: [
        stat({
          title: 'Processes',
          description: 'Processes of the service that report.',
          unit: 'short',
          width: 4,
          queries: [
            {
              expr: `count(${newest(heartbeat)})`,
              legend: 'processes',
            },
          ],
        }),
        timeSeries({
          title: 'Event loop delay',
          description: 'How late the event loop gets to what is due: 99 of 100 times within this.',
          unit: 's',
          width: 10,
          goal: { below: 0.1 },
          queries: [
            {
              expr: `max by (instance) (${newest(`nodejs_eventloop_delay_p99_seconds${process}`)})`,
              legend: '{{instance}}',
            },
          ],
        }),
        timeSeries({
          title: 'Event loop utilisation',
          description: 'Share of the time in which the event loop is busy.',
          unit: 'percentunit',
          width: 10,
          max: 1,
          goal: { below: 0.9 },
          queries: [
            {
              expr: `max by (instance) (${newest(`nodejs_eventloop_utilization_ratio${process}`)})`,
              legend: '{{instance}}',
            },
          ],
        }),
        timeSeries({
          title: 'Heap in use',
          description: 'Memory the garbage collector looks after, in use, by process.',
          unit: 'bytes',
          width: 8,
          queries: [
            {
              expr: `sum by (instance) (${newest(`v8js_memory_heap_used_bytes${process}`)})`,
              legend: '{{instance}}',
            },
          ],
        }),
        timeSeries({
          title: 'Time in garbage collection',
          description: 'Share of the time spent collecting garbage, by kind.',
          unit: 'percentunit',
          width: 8,
          stacked: true,
          goal: { below: 0.1 },
          queries: [
            {
              expr: rate(`v8js_gc_duration_seconds_sum${process}`, 'v8js_gc_type'),
              legend: '{{v8js_gc_type}}',
            },
          ],
        }),
        timeSeries({
          title: 'Longest pauses',
          description: 'Pauses of the garbage collector, 99 of 100 shorter than this.',
          unit: 's',
          width: 8,
          goal: { below: 0.1 },
          queries: [{ expr: quantile(0.99, 'v8js_gc_duration_seconds', chosen), legend: 'p99' }],
        }),
      ],
    },
    {
      title: 'Database',
      panels: [
        timeSeries({
          title: 'Connections',
          description: 'Connections of the pools, idle and in use, against how many there may be.',
          unit: 'short',
          width: 8,
          queries: [
            {
              expr: `sum by (db_client_connection_state) (${newest(`db_client_connection_count${process}`)})`,
              legend: '{{db_client_connection_state}}',
            },
            { expr: `sum(${newest(`db_client_connection_max${process}`)})`, legend: 'limit' },
          ],
        }),
        timeSeries({
          title: 'Waiting for a connection',
          description: 'Callers that wait for a connection of the pool.',
          unit: 'short',
          width: 8,
          goal: { below: 1 },
          queries: [
            {
              expr: `sum by (instance) (${newest(`db_client_connection_pending_requests${process}`)})`,
              legend: '{{instance}}',
            },
          ],
        }),
        timeSeries({
          title: 'Migrations outstanding',
          description: 'Migrations the database still lacks. Above 0 the release does not serve.',
          unit: 'short',
          width: 8,
          goal: { below: 1 },
          queries: [{ expr: `max(${newest('migrations_pending')})`, legend: 'migrations' }],
        }),
        timeSeries({
          title: 'Statements',
          description: 'Statements a second, by operation.',
          unit: 'cps',
          width: 8,
          stacked: true,
          queries: [
            {
              expr: rate(`db_client_operation_duration_seconds_count${process}`, 'db_operation_name'),
              legend: '{{db_operation_name}}',
            },
          ],
        }),
        timeSeries({
          title: 'Statement duration',
          description: 'Statements: 99 and 50 of 100 within this time.',
          unit: 's',
          width: 8,
          goal: { below: 0.25 },
          links: [statementTraces],
          queries: [0.99, 0.5].map((q) => ({
            expr: quantile(q, 'db_client_operation_duration_seconds', chosen),
            legend: `p${q * 100}`,
          })),
        }),
        timeSeries({
          title: 'Failed statements',
          description: 'Statements a second that ended in an error.',
          unit: 'cps',
          width: 8,
          queries: [
            {
              expr: orZero(rate(`db_client_operation_duration_seconds_count{${OF_SERVICE}, error_type!=""}`)),
              legend: 'failed',
            },
          ],
        }),
      ],
    },
    {
      title: 'Group commit and limits',
      panels: [
        timeSeries({
          title: 'Votes a commit',
          description: 'Votes made durable by one transaction: it grows with the load.',
          unit: 'short',
          width: 6,
          queries: [
            {
              expr: 'sum(rate(vote_batch_size_sum[$__rate_interval])) / sum(rate(vote_batch_size_count[$__rate_interval]))',
              legend: 'mean',
            },
          ],
        }),
        timeSeries({
          title: 'Commits',
          description: 'Transactions of votes a second.',
          unit: 'cps',
          width: 6,
          queries: [{ expr: rate('vote_batch_size_count'), legend: 'commits' }],
        }),
        timeSeries({
          title: 'Processes that limit alone',
          description: 'Processes that count rate limits by themselves, because Valkey does not answer them.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [{ expr: `sum(${newest('limits_apart')})`, legend: 'processes' }],
        }),
        timeSeries({
          title: 'Processes beside another secret',
          description: 'Processes that see another one on their database with another SESSION_SECRET.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [{ expr: `sum(${newest('secrets_apart')})`, legend: 'processes' }],
        }),
      ],
    },
  ],
};
