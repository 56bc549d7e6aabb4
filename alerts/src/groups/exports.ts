import type { Alert } from '../alert.ts';

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
      { what: 'How exports ended', query: 'sum by (outcome) (increase(exports_total[30m]))' },
      { what: 'Rows written meanwhile', query: 'sum(increase(export_rows_sum[30m]))' },
    ],
    act: [
      'Open the failed export in the organiser area: its message names the cause.',
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
      name: 'successes and cancellations are no failures',
      series: [
        { series: 'exports_total{outcome="cancelled",on_time="false"}', values: '0+1x60' },
        { series: 'exports_total{outcome="succeeded",on_time="true"}', values: '0+1x60' },
      ],
      quietAt: [30, 60],
    },
    { name: 'no exports', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};

export const exportAlerts: Alert[] = [exportsFailing];
