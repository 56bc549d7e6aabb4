import { gained } from '../../../alerts/src/gained.ts';
import type { Board } from '../board.ts';
import { orNone, orZero, quantile } from '../expressions.ts';
import { logsLink, tracesLink } from '../links.ts';
import { stat, timeSeries } from '../panels.ts';

const exportTraces = tracesLink(
  'Traces of exports',
  '{ resource.service.name =~ "tallyscope.*" && name = "export.run" }',
);
const exportLogs = logsLink('Logs of exports', '{service_name=~"tallyscope.*"} |= "export"');

/** The job that writes votes to S3: waiting, running, failing. */
export const exportsBoard: Board = {
  uid: 'tallyscope-exports',
  title: 'Tallyscope / Exports',
  description: 'Exports of votes to S3: how long they wait and run, rows a second, and how they end.',
  last: '24h',
  rows: [
    {
      title: 'Today',
      panels: [
        stat({
          title: 'Succeeded',
          description: 'Exports that ended well in the last 24 hours.',
          unit: 'short',
          width: 6,
          queries: [{ expr: orZero(gained('exports_total{outcome="succeeded"}', '24h')), legend: 'exports' }],
        }),
        stat({
          title: 'Failed',
          description: 'Exports that failed in the last 24 hours.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          links: [exportTraces, exportLogs],
          queries: [{ expr: orZero(gained('exports_total{outcome="failed"}', '24h')), legend: 'exports' }],
        }),
        stat({
          title: 'Late',
          description: 'Exports of the last 24 hours that took more than 10 s and 3 s for each million rows.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [
            {
              expr: orZero(gained('exports_total{outcome="succeeded", on_time="false"}', '24h')),
              legend: 'exports',
            },
          ],
        }),
        stat({
          title: 'Rows',
          description: 'Rows written by exports in the last 24 hours.',
          unit: 'short',
          width: 6,
          queries: [{ expr: orZero(gained('export_rows_sum', '24h')), legend: 'rows' }],
        }),
      ],
    },
    {
      title: 'Over time',
      panels: [
        timeSeries({
          title: 'Exports by outcome',
          description: 'Exports that ended within the hour before, by outcome.',
          unit: 'short',
          width: 8,
          stacked: true,
          links: [exportTraces, exportLogs],
          queries: [
            {
              expr: orNone(gained('exports_total', '1h', 'outcome'), 'outcome'),
              legend: '{{outcome}}',
            },
          ],
        }),
        timeSeries({
          title: 'Waiting in the queue',
          description: 'From asking for an export to its start.',
          unit: 's',
          width: 8,
          goal: { below: 30 },
          queries: [
            { expr: quantile(0.95, 'export_queue_duration_seconds'), legend: 'p95' },
            { expr: quantile(0.5, 'export_queue_duration_seconds'), legend: 'p50' },
          ],
        }),
        timeSeries({
          title: 'Oldest that has not ended',
          description:
            'How long ago the oldest export that waits or runs was asked for; 0 when all have ended.',
          unit: 's',
          width: 8,
          goal: { below: 1800 },
          links: [exportLogs],
          queries: [{ expr: 'max(export_oldest_age_seconds)', legend: 'age' }],
        }),
        timeSeries({
          title: 'Duration',
          description: 'From the start of an export to its end.',
          unit: 's',
          width: 8,
          links: [exportTraces],
          queries: [
            { expr: quantile(0.95, 'export_duration_seconds'), legend: 'p95' },
            { expr: quantile(0.5, 'export_duration_seconds'), legend: 'p50' },
          ],
        }),
        timeSeries({
          title: 'Rows a second',
          description:
            'Rows an export writes a second while it runs: the rows of exports over the time they took.',
          unit: 'cps',
          width: 8,
          queries: [
            {
              expr: 'sum(increase(export_rows_sum[1h])) / sum(increase(export_duration_seconds_sum[1h]))',
              legend: 'rows',
            },
          ],
        }),
        timeSeries({
          title: 'Size',
          description: 'Bytes of an export, mean of the hour before.',
          unit: 'bytes',
          width: 8,
          queries: [
            {
              expr: 'sum(increase(export_size_bytes_sum[1h])) / sum(increase(export_size_bytes_count[1h]))',
              legend: 'mean',
            },
          ],
        }),
      ],
    },
  ],
};
