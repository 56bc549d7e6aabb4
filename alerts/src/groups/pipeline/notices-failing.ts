import type { Alert } from '../../alert.ts';

export const noticesFailing: Alert = {
  alert: 'NoticesFailing',
  severity: 'ticket',
  summary: 'Alertmanager cannot deliver notices',
  description:
    'In the last ten minutes Alertmanager gave up on a notice by {{ $labels.integration }}: somebody was not told.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum by (integration) (increase(alertmanager_notifications_failed_total[10m])) > 0',
  runbook: {
    meaning:
      'The address of a receiver is wrong, what is there does not take the notice, or none was named: a stack of the Compose file that was given neither `ALERTS_URL` nor `WATCHDOG_URL` tells nobody. It is seen at `/observatory` and in Grafana, and heard of only where another receiver works: the Watchdog has an address of its own, and may arrive while no other notice does.',
    see: [
      {
        what: 'How many since Alertmanager started, and why',
        query: 'alertmanager_notifications_failed_total > 0',
      },
    ],
    act: [
      'Read the log of Alertmanager: "Notify for alerts failed" names receiver and answer.',
      'Correct the address: `notify/alerts-url` and `notify/watchdog-url` beside its configuration, with Compose files among the secrets. They are read with each notice.',
      'Until then look at what fires: `ALERTS{alertstate="firing"}`.',
    ],
  },
  cases: [
    {
      name: 'the receiver of pages is away for three minutes, others are not',
      series: [
        {
          series: 'alertmanager_notifications_failed_total{integration="webhook",reason="other"}',
          values: '0x9 1 2 3x20',
        },
        {
          series: 'alertmanager_notifications_failed_total{integration="webhook",reason="serverError"}',
          values: '4x31',
        },
        {
          series: 'alertmanager_notifications_failed_total{integration="email",reason="other"}',
          values: '4x31',
        },
      ],
      fires: { from: 10, until: 21, labels: { integration: 'webhook' } },
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
