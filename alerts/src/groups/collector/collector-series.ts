import { OF_COLLECTOR } from '../../own-jobs.ts';

/** How full each of its queues is. */
export const fullness = `max by (exporter) (otelcol_exporter_queue_size{${OF_COLLECTOR}} / otelcol_exporter_queue_capacity{${OF_COLLECTOR}})`;

/** What the Collector calls the three signals in its own metrics. */
export const signals = ['metric_points', 'spans', 'log_records'];

/** What each exporter sends a second, by signal. */
export const sent = signals.map(
  (signal) => `sum by (exporter) (rate(otelcol_exporter_sent_${signal}_total{${OF_COLLECTOR}}[2m]))`,
);

/** What an exporter has sent of every signal. */
export const sends = ({ job, exporter }: { job: string; exporter: string }, values: string) =>
  signals.map((signal) => ({
    series: `otelcol_exporter_sent_${signal}_total{job="${job}",exporter="${exporter}"}`,
    values,
  }));

/** Exporters that this selects, in whose queue something waits while they send nothing. */
export function notExporting(exporter: string): string {
  const waiting = `max by (exporter) (min_over_time(otelcol_exporter_queue_size{${OF_COLLECTOR},${exporter}}[2m])) > 0`;
  return `${waiting} unless on (exporter) (${sent.map((rate) => `${rate} > 0`).join(' or ')})`;
}
