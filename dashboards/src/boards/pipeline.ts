import { OF_COLLECTOR, OF_SERVICE } from '../../../alerts/src/own-jobs.ts';
import { heartbeat } from '../../../alerts/src/reporting.ts';
import type { Board } from '../board.ts';
import { orNone, orZero, rate } from '../expressions.ts';
import { stat, timeSeries } from '../panels.ts';

const queueFill = `max by (exporter) (otelcol_exporter_queue_size{${OF_COLLECTOR}} / otelcol_exporter_queue_capacity{${OF_COLLECTOR}})`;
const newest = `time() - max(timestamp(${heartbeat}))`;

const signals = ['metric_points', 'spans', 'log_records'];
const ofAllSignals = (metric: string) =>
  signals
    .map((kind) => `(${orZero(rate(`${metric}_${kind}_total{${OF_COLLECTOR}}`), 'collector')})`)
    .join(' + ');

/** The way of the signals: what comes into the Collector, what leaves it, what Prometheus makes of it. */
export const pipeline: Board = {
  uid: 'tallyscope-pipeline',
  title: 'Tallyscope / Pipeline',
  description:
    'The telemetry of the telemetry: Collector queues, refused and dropped data, ingestion, series and cardinality.',
  last: '1h',
  rows: [
    {
      title: 'Is it alive',
      panels: [
        stat({
          title: 'Targets down',
          description: 'Collector, Prometheus or Alertmanager that Prometheus cannot scrape.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [{ expr: orZero('count(up == 0)', 'prometheus'), legend: 'down' }],
        }),
        stat({
          title: 'Age of the newest sample',
          description: 'How long ago the newest sample of the service was taken.',
          unit: 's',
          width: 6,
          goal: { below: 30 },
          queries: [{ expr: newest, legend: 'age' }],
        }),
        stat({
          title: 'Fullest queue',
          description: 'How full the fullest queue of the Collector is. Full means data is lost.',
          unit: 'percentunit',
          width: 6,
          goal: { below: 0.5 },
          queries: [{ expr: `max(${queueFill})`, legend: 'queue' }],
        }),
        stat({
          title: 'Overflowing series',
          description: 'Series that gather what went past the cardinality limit of an instrument.',
          unit: 'short',
          width: 6,
          goal: { below: 1 },
          queries: [
            { expr: orZero(`count({otel_metric_overflow="true", ${OF_SERVICE}})`), legend: 'series' },
          ],
        }),
      ],
    },
    {
      title: 'Collector',
      panels: [
        timeSeries({
          title: 'Accepted',
          description: 'Items taken in a second, by signal.',
          unit: 'cps',
          width: 8,
          queries: signals.map((kind) => ({
            expr: orZero(rate(`otelcol_receiver_accepted_${kind}_total{${OF_COLLECTOR}}`), 'collector'),
            legend: kind.replace('_', ' '),
          })),
        }),
        timeSeries({
          title: 'Refused, failed, not queued',
          description:
            'Items a second that were turned away at the door, given up on, or found the queue full.',
          unit: 'cps',
          width: 8,
          goal: { below: 0.01 },
          queries: [
            { expr: ofAllSignals('otelcol_receiver_refused'), legend: 'refused' },
            { expr: ofAllSignals('otelcol_exporter_send_failed'), legend: 'send failed' },
            { expr: ofAllSignals('otelcol_exporter_enqueue_failed'), legend: 'queue full' },
          ],
        }),
        timeSeries({
          title: 'Queues',
          description: 'How full each sending queue is.',
          unit: 'percentunit',
          width: 8,
          max: 1,
          goal: { below: 0.5 },
          queries: [{ expr: queueFill, legend: '{{exporter}}' }],
        }),
        timeSeries({
          title: 'Sent',
          description: 'Items handed on a second, by signal.',
          unit: 'cps',
          width: 8,
          queries: signals.map((kind) => ({
            expr: orZero(rate(`otelcol_exporter_sent_${kind}_total{${OF_COLLECTOR}}`), 'collector'),
            legend: kind.replace('_', ' '),
          })),
        }),
        timeSeries({
          title: 'Traces kept and let go',
          description: 'Traces a second by the decision of tail sampling. Span metrics are taken before it.',
          unit: 'cps',
          width: 8,
          stacked: true,
          queries: [
            {
              expr: orNone(
                rate(
                  `otelcol_processor_tail_sampling_global_count_traces_sampled_total{${OF_COLLECTOR}}`,
                  'decision',
                ),
                'decision',
                'collector',
              ),
              legend: '{{decision}}',
            },
          ],
        }),
        timeSeries({
          title: 'Memory',
          description: 'Resident memory of the Collector.',
          unit: 'bytes',
          width: 8,
          queries: [{ expr: `sum(otelcol_process_memory_rss_bytes{${OF_COLLECTOR}})`, legend: 'resident' }],
        }),
      ],
    },
    {
      title: 'Prometheus',
      panels: [
        timeSeries({
          title: 'Ingested',
          description: 'Samples taken in a second.',
          unit: 'cps',
          width: 8,
          queries: [{ expr: rate('prometheus_tsdb_head_samples_appended_total'), legend: 'samples' }],
        }),
        timeSeries({
          title: 'Refused samples',
          description: 'Samples a second that came too late, out of order, or twice with different values.',
          unit: 'cps',
          width: 8,
          goal: { below: 0.01 },
          queries: [
            { expr: rate('prometheus_tsdb_too_old_samples_total'), legend: 'too old' },
            { expr: rate('prometheus_tsdb_out_of_bound_samples_total'), legend: 'out of bounds' },
            { expr: rate('prometheus_tsdb_out_of_order_samples_total'), legend: 'out of order' },
          ],
        }),
        timeSeries({
          title: 'Series',
          description: 'Series in memory.',
          unit: 'short',
          width: 8,
          queries: [{ expr: 'sum(prometheus_tsdb_head_series)', legend: 'series' }],
        }),
        timeSeries({
          title: 'Widest metrics of the service',
          description: 'Series of each metric of the service, the ten widest: where cardinality comes from.',
          unit: 'short',
          width: 12,
          queries: [{ expr: `topk(10, count by (__name__) ({${OF_SERVICE}}))`, legend: '{{__name__}}' }],
        }),
        timeSeries({
          title: 'Rules that failed',
          description: 'Rule evaluations a second that failed, and notices Alertmanager did not take.',
          unit: 'cps',
          width: 12,
          goal: { below: 0.001 },
          queries: [
            { expr: rate('prometheus_rule_evaluation_failures_total'), legend: 'rules' },
            { expr: rate('prometheus_notifications_dropped_total'), legend: 'notices dropped' },
          ],
        }),
      ],
    },
  ],
};
