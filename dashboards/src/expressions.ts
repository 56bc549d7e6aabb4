import { grouping } from '../../alerts/src/gained.ts';
import { OF_COLLECTOR } from '../../alerts/src/own-jobs.ts';
import { reporting } from '../../alerts/src/reporting.ts';

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

/**
 * The newest sample of each series of a gauge. OTLP does not say that a process has ended: without a range, its last
 * sample would be counted with those of the others for five minutes more.
 */
export function newest(selector: string): string {
  return `last_over_time(${selector}[1m])`;
}

/** There as long as what tells the number is heard of: a process of the service, the Collector, or Prometheus' targets. */
const sources = {
  service: reporting,
  collector: `up{${OF_COLLECTOR}} == 1`,
  prometheus: 'up',
};

type Source = keyof typeof sources;

/** The expression, or one series of 0 named `none` alone: for counters whose series begin with the first event. */
export function orNone(expr: string, label: string, source: Source = 'service'): string {
  return `${expr} or on () label_replace(${zero(source)}, "${label}", "none", "", "")`;
}

/** The expression, or 0: for counters whose series begin with the first event. Nothing where nothing is known. */
export function orZero(expr: string, source: Source = 'service'): string {
  return `${expr} or ${zero(source)}`;
}

function zero(source: Source): string {
  return `0 * group(${sources[source]})`;
}

function braces(matchers: string): string {
  return matchers === '' ? '' : `{${matchers}}`;
}
