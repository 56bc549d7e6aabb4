import type { Alert } from '../../alert.ts';

export const targetDown: Alert = {
  alert: 'TargetDown',
  severity: 'ticket',
  summary: 'Prometheus cannot scrape {{ $labels.job }}',
  description: 'For two minutes {{ $labels.instance }} of {{ $labels.job }} has not answered Prometheus.',
  dashboard: 'tallyscope-pipeline',
  expr: 'up{job!="otel-collector"} == 0',
  for: '2m',
  runbook: {
    meaning:
      'Prometheus does not reach itself or Alertmanager. Without Alertmanager no notice goes out, and the dead man’s switch will say so.',
    see: [{ what: 'Which targets are down', query: 'up == 0' }],
    act: [
      'Is it running, and is its address in `otel/targets` right?',
      'Alertmanager: start it before anything else.',
    ],
  },
  cases: [
    {
      name: 'Alertmanager is away for five minutes',
      series: [{ series: 'up{job="alertmanager",instance="m"}', values: '1x9 0x4 1x5' }],
      fires: { from: 12, until: 15, labels: { job: 'alertmanager', instance: 'm' } },
    },
    {
      name: 'the Collector has an alert of its own',
      series: [{ series: 'up{job="otel-collector",instance="c"}', values: '0x10' }],
      quietAt: [10],
    },
  ],
};
