import type { Alert } from '../../alert.ts';

export const exportStuck: Alert = {
  alert: 'ExportStuck',
  severity: 'ticket',
  summary: 'An export does not come to an end',
  description: 'The oldest unfinished export was asked for more than half an hour ago.',
  dashboard: 'tallyscope-exports',
  expr: 'max(export_oldest_age_seconds) > 1800',
  dependsOnPipeline: true,
  runbook: {
    meaning:
      'No worker takes the job, or one took it and does not get on. Half an hour is enough for hundreds of millions of rows.',
    see: [
      { what: 'Age of the oldest export that has not ended', query: 'max(export_oldest_age_seconds)' },
      {
        what: 'Time waited by the last exports that began',
        query: 'histogram_quantile(0.95, sum by (le) (increase(export_queue_duration_seconds_bucket[1h])))',
      },
      {
        what: 'Whether a worker reads the ledger, which the same processes do',
        query: 'count by (instance) (votes_recorded)',
      },
    ],
    act: [
      'Is a process with the role `worker` running? Without one, exports wait for ever.',
      'If one runs, open the trace of the export: the last span shows what it waits for.',
      'Restart the worker: a job whose worker is gone is taken up again within half a minute.',
    ],
  },
  cases: [
    {
      name: 'an export older than half an hour, until it ends',
      series: [
        { series: 'export_oldest_age_seconds{instance="worker"}', values: '0+60x40 0x10' },
        { series: 'export_oldest_age_seconds{instance="second"}', values: '0x50' },
      ],
      fires: { from: 31, until: 41 },
    },
    {
      name: 'nothing to do',
      series: [{ series: 'export_oldest_age_seconds', values: '0x60' }],
      quietAt: [60],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
