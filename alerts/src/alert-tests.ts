import { type Alert, alertingRule, type Case } from './alert.ts';
import type { AlertGroup } from './alert-groups.ts';

/** The promtool test file of a group: for each case the last quiet and the first firing minute, and both at its end. */
export function alertTests(group: AlertGroup): object {
  return {
    rule_files: [`../rules/${group.name}.yaml`],
    evaluation_interval: '1m',
    group_eval_order: [...group.recording.map(({ name }) => name), group.name],
    tests: group.alerts.flatMap((alert) => alert.cases.map((course) => testCase(alert, course))),
  };
}

function testCase(alert: Alert, course: Case): object {
  const checks = course.fires
    ? firingChecks(alert, course.fires)
    : (course.quietAt ?? []).map((minute) => check(alert, minute));
  return {
    name: `${alert.alert}: ${course.name}`,
    interval: course.every ?? '1m',
    input_series: course.series,
    alert_rule_test: checks,
    ...(course.values ? { promql_expr_test: course.values.map(valueCheck) } : {}),
  };
}

function firingChecks(alert: Alert, { from, until, labels = {} }: NonNullable<Case['fires']>): object[] {
  return [
    ...(from > 0 ? [check(alert, from - 1)] : []),
    check(alert, from, labels),
    ...(until === undefined ? [] : [check(alert, until - 1, labels), check(alert, until)]),
  ];
}

function check(alert: Alert, minute: number, firing?: Record<string, string>): object {
  const rule = alertingRule(alert);
  const annotations = Object.fromEntries(
    Object.entries(rule.annotations).map(([name, text]) => [name, fill(text, firing ?? {})]),
  );
  return {
    eval_time: `${minute}m`,
    alertname: alert.alert,
    exp_alerts: firing ? [{ exp_labels: { ...rule.labels, ...firing }, exp_annotations: annotations }] : [],
  };
}

function fill(text: string, labels: Record<string, string>): string {
  return text.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, label: string) => labels[label] ?? '');
}

function valueCheck({ minute, expr, labels, value }: NonNullable<Case['values']>[number]): object {
  // What is computed has no name, a series has its own.
  const [series = ''] = /^[\w:]+(?=\{|$)/.exec(expr) ?? [];
  return {
    expr,
    eval_time: `${minute}m`,
    exp_samples: [{ labels: `${series}${labels}`, value }],
  };
}
