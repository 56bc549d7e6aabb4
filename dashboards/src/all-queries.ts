import { buildBoard } from './board.ts';
import { boards } from './boards.ts';

export interface DashboardQuery {
  dashboard: string;
  panel: string;
  expr: string;
}

/**
 * Every PromQL of every panel, ready to run: Grafana's own variables and those of the dashboards are replaced,
 * the latter by `values` or, where it says nothing, by what matches all.
 */
export function allQueries(values: Record<string, string> = {}): DashboardQuery[] {
  return boards.flatMap((board) =>
    (buildBoard(board).panels ?? []).flatMap((panel) =>
      ('targets' in panel ? (panel.targets ?? []) : []).map((target) => ({
        dashboard: board.uid,
        panel: panel.title ?? '',
        expr: fill('expr' in target ? String(target.expr) : '', values),
      })),
    ),
  );
}

function fill(expr: string, values: Record<string, string>): string {
  const known: Record<string, string> = { __rate_interval: '1m', ...values };
  return expr.replaceAll(/\$(\w+)/g, (_, name: string) => known[name] ?? '.*');
}
