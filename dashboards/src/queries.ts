import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { prometheus } from './datasources.ts';

/** PromQL and the name its series get; `{{label}}` in the name is that label's value. */
export interface Query {
  expr: string;
  legend: string;
  /** Draw exemplars, each a link to its trace. */
  exemplars?: boolean;
}

/** The query over the range on screen. */
export function rangeTarget(query: Query, index: number): DataqueryBuilder {
  return target(query, index).range();
}

/** The query at the end of the range on screen. */
export function instantTarget(query: Query, index: number): DataqueryBuilder {
  return target(query, index).instant();
}

/** The query, a `sum by (le)` of buckets, over the range on screen. */
export function heatmapTarget(query: Query, index: number): DataqueryBuilder {
  return target(query, index).range().format(PromQueryFormat.Heatmap);
}

function target(query: Query, index: number): DataqueryBuilder {
  return new DataqueryBuilder()
    .datasource(prometheus)
    .refId(String.fromCharCode('A'.charCodeAt(0) + index))
    .expr(query.expr)
    .legendFormat(query.legend)
    .exemplar(query.exemplars ?? false);
}
