import { readSlos } from '../../../slo/src/read-slo.ts';
import type { Slo } from '../../../slo/src/slo.ts';
import type { Board } from '../board.ts';
import { boardLink } from '../links.ts';
import { stat, timeSeries } from '../panels.ts';

/** Every objective: what is left of its budget, how fast it burns, and the ratio behind it. */
export const slos: Board = {
  uid: 'tallyscope-slos',
  title: 'Tallyscope / SLOs and error budgets',
  description: 'The objectives of slo/*.yaml: budget left of 28 days, burn rate, and share of bad events.',
  last: '7d',
  rows: [
    {
      title: 'All objectives',
      panels: [
        timeSeries({
          title: 'Budget left',
          description: 'Share of the error budget of 28 days that is left. Below 0 the objective is missed.',
          unit: 'percentunit',
          width: 12,
          signed: true,
          goal: { atLeast: 0 },
          queries: [{ expr: 'slo:budget_remaining:28d', legend: '{{slo}}' }],
        }),
        timeSeries({
          title: 'Burn rate',
          description:
            'How many times faster than it may the budget burns, over one hour. At 1 it just lasts; a page comes from 5.6 on.',
          unit: 'none',
          width: 12,
          goal: { below: 5.6 },
          queries: [{ expr: 'slo:burn_rate:1h', legend: '{{slo}}' }],
        }),
        timeSeries({
          title: 'Firing alerts',
          description: 'Alerts that fire, by name and severity. Watchdog always does.',
          unit: 'short',
          width: 24,
          height: 6,
          stacked: true,
          queries: [
            {
              expr: 'count by (alertname, severity) (ALERTS{alertstate="firing"})',
              legend: '{{alertname}} ({{severity}})',
            },
          ],
        }),
      ],
    },
    ...readSlos().map((slo) => ({ title: slo.title, panels: panels(slo) })),
  ],
};

function panels(slo: Slo) {
  const label = `{slo="${slo.name}"}`;
  const links = [boardLink('Look closer', slo.dashboard)];
  return [
    stat({
      title: `${slo.title}: budget left`,
      description: `${slo.description} ${slo.rationale}`,
      unit: 'percentunit',
      width: 6,
      height: 6,
      goal: { atLeast: 0 },
      links,
      queries: [{ expr: `slo:budget_remaining:28d${label}`, legend: 'left' }],
    }),
    stat({
      title: `${slo.title}: reached`,
      description: `Share of good events in the last 28 days, against a target of ${slo.target * 100} %.`,
      unit: 'percentunit',
      width: 6,
      height: 6,
      goal: { atLeast: slo.target },
      queries: [{ expr: `1 - slo:error_ratio:28d${label}`, legend: 'good' }],
    }),
    timeSeries({
      title: `${slo.title}: share of bad events`,
      description: `${capital(slo.numerator)}, of all ${slo.denominator}, over the windows that alert.`,
      unit: 'percentunit',
      width: 12,
      height: 6,
      goal: { below: Number((1 - slo.target).toPrecision(6)) },
      links,
      queries: ['5m', '1h', '6h', '3d'].map((window) => ({
        expr: `slo:error_ratio:${window}${label}`,
        legend: window,
      })),
    }),
  ];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
