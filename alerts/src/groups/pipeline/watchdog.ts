import type { Alert } from '../../alert.ts';

export const watchdog: Alert = {
  alert: 'Watchdog',
  severity: 'none',
  summary: 'Alerting works',
  description: 'Fires always. Something outside must raise the alarm when it stops arriving.',
  dashboard: 'tallyscope-pipeline',
  expr: 'vector(1)',
  runbook: {
    meaning:
      'As long as this arrives, Prometheus evaluates rules and Alertmanager delivers, here at least (see NoticesFailing). Its silence is the alarm: it comes every 30 to 45 s, and something that depends on neither of them, best in another building, must tell someone when it has not come for 90 s. That is within two and a half minutes of the end of Prometheus, which `make truth` shows.',
    see: [{ what: 'Whether Prometheus evaluates it', query: 'ALERTS{alertname="Watchdog"}' }],
    act: [
      'It arrives: nothing to do.',
      'It stopped: look at Prometheus, at Alertmanager, and at the way out, in this order. Votes are taken all the same; until it is back nobody is told of anything else.',
    ],
  },
  cases: [{ name: 'always', series: [], fires: { from: 0 } }],
};
