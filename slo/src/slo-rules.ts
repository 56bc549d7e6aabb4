import type { RecordingRule, RuleGroup } from '../../alerts/src/rule-file.ts';
import { burnAlert } from './burn-alert.ts';
import type { Slo } from './slo.ts';
import { interval, type Window, windows } from './windows.ts';

/** Windows up to this, in seconds, are read from raw samples; longer ones are sums of the five-minute rates. */
const longestRaw = windows['6h'];

/** What the counters of an export every 5 s need for a rate, in seconds. */
const shortestWindow = 15;

/**
 * The rules of an SLO. `scale` shortens every window by its factor, for drills in which an alert has to fire
 * within minutes; names and thresholds stay, so that what is tried out is what runs.
 */
export function sloRules(slo: Slo, scale = 1): RuleGroup {
  const step = scale === 1 ? interval : 5;
  const rules = (Object.keys(windows) as Window[]).flatMap((window) => windowRules(slo, window, scale, step));
  return {
    name: `slo-${slo.name}`,
    interval: `${step}s`,
    rules: [
      ...(slo.indicator.kind === 'slices' ? [slice(slo, slo.indicator)] : []),
      ...rules,
      ...statusRules(slo),
      ...slo.policies.map((policy) => burnAlert(slo, policy)),
    ],
  };
}

function windowRules(slo: Slo, window: Window, scale: number, step: number): RecordingRule[] {
  const seconds = Math.max(shortestWindow, Math.round(windows[window] * scale));
  const label = `{slo="${slo.name}"}`;
  const bad = `slo:bad_events:rate${window}`;
  const total = `slo:events:rate${window}`;
  const events = windows[window] <= longestRaw ? raw(slo, seconds, step) : summed(slo, seconds, step);
  return [
    rule(slo, bad, events.bad),
    rule(slo, total, events.total),
    // A window without events has no errors: its total, which is 0, stands for the ratio.
    rule(slo, `slo:error_ratio:${window}`, `${bad}${label} / (${total}${label} > 0) or ${total}${label}`),
  ];
}

interface Events {
  bad: string;
  total: string;
}

function raw(slo: Slo, seconds: number, step: number): Events {
  const { indicator } = slo;
  if (indicator.kind === 'slices') {
    const series = `slo:bad_slice{slo="${slo.name}"}[${seconds}s]`;
    const minutes = `${step} / 60 / ${seconds}`;
    return {
      bad: `sum_over_time(${series}) * ${minutes}`,
      total: `count_over_time(${series}) * ${minutes}`,
    };
  }
  const over = (query: string) => query.replaceAll('$window', `${seconds}s`);
  const total = over(indicator.total);
  // The first event of a kind makes its series: until then there are none of it, not an unknown number.
  const bad =
    indicator.kind === 'bad'
      ? `${over(indicator.bad)} or 0 * ${total}`
      : `clamp_min(${total} - (${over(indicator.good)} or 0 * ${total}), 0)`;
  return { bad, total };
}

function summed(slo: Slo, seconds: number, step: number): Events {
  const sum = (name: string) =>
    `sum_over_time(${name}{slo="${slo.name}"}[${seconds}s]) * ${step} / ${seconds}`;
  return { bad: sum('slo:bad_events:rate5m'), total: sum('slo:events:rate5m') };
}

function slice(slo: Slo, indicator: { value: string; atMost: number }): RecordingRule {
  return rule(slo, 'slo:bad_slice', `${indicator.value} > bool ${indicator.atMost}`);
}

function statusRules(slo: Slo): RecordingRule[] {
  const label = `{slo="${slo.name}"}`;
  const allowed = Number((1 - slo.target).toPrecision(12));
  return [
    rule(slo, 'slo:objective', `vector(${slo.target})`),
    rule(slo, 'slo:burn_rate:1h', `slo:error_ratio:1h${label} / ${allowed}`),
    rule(slo, 'slo:budget_remaining:28d', `1 - slo:error_ratio:28d${label} / ${allowed}`),
  ];
}

function rule(slo: Slo, record: string, expr: string): RecordingRule {
  return { record, expr, labels: { slo: slo.name } };
}
