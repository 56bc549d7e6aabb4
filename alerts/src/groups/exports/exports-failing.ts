import type { Alert } from '../../alert.ts';
import { gained } from '../../gained.ts';

const ended = gained('exports_total', '30m', 'outcome');

const written = gained('export_rows_sum', '30m');

export const exportsFailing: Alert = {
  alert: 'ExportsFailing',
  severity: 'ticket',
  summary: 'An export failed',
  description: 'At least one export to S3 failed in the last half hour, after its retries.',
  dashboard: 'tallyscope-exports',
  expr: 'sum(increase(exports_total{outcome="failed"}[30m])) > 0',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'The form checks prefix, bucket and credentials before it takes an export, so a failure later means that something changed under it or broke.',
    see: [
      { what: 'How exports ended', query: ended },
      { what: 'Rows written meanwhile', query: written },
    ],
    act: [
      'Find the log line `export failed`, or open the export that `export.id` in it names in the organiser area: both name the cause.',
      'Open its trace: the failed `S3` span carries the answer of the storage.',
      'Check bucket, credentials and address, then press retry: objects are written whole, so a second run replaces the first.',
    ],
  },
  cases: [
    {
      name: 'one failure shows for half an hour',
      series: [
        { series: 'exports_total{outcome="failed",on_time="false"}', values: '0x9 1x60' },
        { series: 'exports_total{outcome="succeeded",on_time="true"}', values: '0+1x69' },
      ],
      fires: { from: 10, until: 39 },
    },
    {
      name: 'the one export of a command, which leaves two samples, is counted whole',
      series: [
        {
          series: 'exports_total{instance="command",outcome="failed",on_time="false"}',
          values: '_x9 0 1 _x50',
        },
        { series: 'export_rows_sum{instance="command",outcome="failed"}', values: '_x9 0 985 _x50' },
      ],
      fires: { from: 10, until: 39 },
      values: [
        { minute: 20, expr: ended, labels: '{outcome="failed"}', value: 1 },
        { minute: 20, expr: written, labels: '{}', value: 985 },
      ],
    },
    {
      name: 'successes are no failures',
      series: [
        { series: 'exports_total{outcome="succeeded",on_time="false"}', values: '0+1x60' },
        { series: 'exports_total{outcome="succeeded",on_time="true"}', values: '0+1x60' },
      ],
      quietAt: [30, 60],
    },
    { name: 'no exports', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
