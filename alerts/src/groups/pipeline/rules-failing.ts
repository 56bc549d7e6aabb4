import type { Alert } from '../../alert.ts';

export const rulesFailing: Alert = {
  alert: 'RulesFailing',
  severity: 'ticket',
  summary: 'Rules of Prometheus fail',
  description:
    'In the last five minutes rules of group {{ $labels.rule_group }} could not be evaluated: their alerts are blind.',
  dashboard: 'tallyscope-pipeline',
  expr: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
  runbook: {
    meaning: 'A rule asks for too much, or finds several series where it expects one.',
    see: [
      {
        what: 'Which groups',
        query: 'sum by (rule_group) (increase(prometheus_rule_evaluation_failures_total[5m])) > 0',
      },
    ],
    act: ['Read the log of Prometheus, which names the rule and the error.'],
  },
  cases: [
    {
      name: 'a group fails once',
      series: [{ series: 'prometheus_rule_evaluation_failures_total{rule_group="g"}', values: '0x9 2x20' }],
      fires: { from: 10, until: 14, labels: { rule_group: 'g' } },
    },
    { name: 'no data', series: [{ series: 'up{job="x"}', values: '1x10' }], quietAt: [10] },
  ],
};
