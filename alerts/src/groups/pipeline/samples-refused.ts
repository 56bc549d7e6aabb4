import type { Alert } from '../../alert.ts';
import { heartbeat } from '../../reporting.ts';

// Prometheus takes samples from ten minutes ahead at most.
const ahead = `max(max_over_time(timestamp(${heartbeat})[10m:15s] offset -10m)) - time()`;

export const samplesRefused: Alert = {
  alert: 'SamplesRefused',
  severity: 'ticket',
  summary: 'Prometheus refuses samples',
  description: 'In the last five minutes samples came too late or out of bounds and were not kept.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum(increase(prometheus_tsdb_too_old_samples_total[5m])) > 0 or sum(increase(prometheus_tsdb_out_of_bound_samples_total[5m])) > 0',
  runbook: {
    meaning:
      'Samples older than the out-of-order window are lost. It follows an outage longer than that window, or a clock that is slow. Of one that is fast by more than ten minutes CollectorDropping tells.',
    see: [
      {
        what: 'How many since Prometheus started, and why',
        query: '{__name__=~"prometheus_tsdb_(too_old|out_of_bound)_samples_total"} > 0',
      },
      {
        what: 'Seconds the clock of the service is ahead',
        query: ahead,
      },
    ],
    act: [
      'After an outage it ends by itself when the queue of the Collector is empty. Counters are cumulative, so totals are right again with the next sample.',
      'Otherwise compare the clocks.',
    ],
  },
  cases: [
    {
      name: 'late samples after an outage',
      series: [
        { series: 'prometheus_tsdb_too_old_samples_total{type="float"}', values: '0x9 30x20' },
        { series: 'prometheus_tsdb_out_of_bound_samples_total{type="float"}', values: '0x29' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'samples from a clock that is ahead',
      series: [
        { series: 'prometheus_tsdb_too_old_samples_total{type="float"}', values: '4x29' },
        { series: 'prometheus_tsdb_out_of_bound_samples_total{type="float"}', values: '0x9 4x20' },
      ],
      fires: { from: 10, until: 14 },
    },
    {
      name: 'none',
      series: [
        { series: 'prometheus_tsdb_too_old_samples_total', values: '4x20' },
        { series: 'prometheus_tsdb_out_of_bound_samples_total', values: '4x20' },
      ],
      quietAt: [20],
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
