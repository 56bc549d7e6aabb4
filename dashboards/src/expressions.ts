/** PromQL that several dashboards share. Rates use Grafana's own interval, which fits the width of a pixel. */
const interval = '$__rate_interval';

/** Events a second of a counter, summed; `by` is a label list. */
export function rate(selector: string, by = ''): string {
  return `sum${grouping(by)} (rate(${selector}[${interval}]))`;
}

/** A quantile of a classic histogram, in the histogram's unit; no value while nothing is measured. */
export function quantile(q: number, histogram: string, matchers = '', by = ''): string {
  const labels = by === '' ? 'le' : `le, ${by}`;
  return `histogram_quantile(${q}, sum by (${labels}) (rate(${histogram}_bucket${braces(matchers)}[${interval}])))`;
}

/** A histogram's buckets as a heat map takes them. */
export function buckets(histogram: string, matchers = ''): string {
  return `sum by (le) (rate(${histogram}_bucket${braces(matchers)}[${interval}]))`;
}

/** The expression, or one series of 0 named `none`: for counters whose series begin with the first event. */
export function orNone(expr: string, label: string): string {
  return `${expr} or label_replace(vector(0), "${label}", "none", "", "")`;
}

/** The expression, or 0: for counters whose series begin with the first event. */
export function orZero(expr: string): string {
  return `${expr} or vector(0)`;
}

function grouping(by: string): string {
  return by === '' ? '' : ` by (${by})`;
}

function braces(matchers: string): string {
  return matchers === '' ? '' : `{${matchers}}`;
}
