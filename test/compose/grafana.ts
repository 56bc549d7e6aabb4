import assert from 'node:assert/strict';

const grafana = process.env.GRAFANA_URL ?? 'http://127.0.0.1:3001';

/** A panel as a dashboard's JSON has it, as far as it matters here. */
interface Panel {
  type: string;
  title: string;
  targets?: { refId: string; expr: string }[];
}

/** What Grafana answers to a query, by the query's name. */
interface QueryResult {
  status: number;
  error?: string;
  frames?: { data?: { values?: unknown[][] } }[];
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const response = await fetch(grafana + path, {
    method: body ? 'POST' : 'GET',
    headers: { 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  assert.ok(response.ok, `${path} gave ${response.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text) as T;
}

/** The panels of a dashboard that show queries, as Grafana itself has loaded them. @throws where it has not. */
export async function panelsOf(uid: string): Promise<Panel[]> {
  const { dashboard } = await ask<{ dashboard: { panels: Panel[] } }>(`/api/dashboards/uid/${uid}`);
  return dashboard.panels.filter(({ targets = [] }) => targets.length > 0);
}

/** Every data source that is provisioned, with what Grafana says of its health where it knows to ask. */
export async function unhealthySources(uids: readonly string[]): Promise<string[]> {
  const answers = await Promise.all(
    uids.map(async (uid) => {
      const { status = '', message = '' } = await ask<{ status?: string; message?: string }>(
        `/api/datasources/uid/${uid}/health`,
      ).catch((error: Error) => ({ status: 'error', message: error.message }));
      return status === 'OK' ? [] : [`${uid}: ${message}`];
    }),
  );
  return answers.flat();
}

/** Runs PromQL as a panel does; says what is wrong with the answer, which is nothing where it has data. */
export async function wrongWith(expr: string): Promise<string | undefined> {
  const query = {
    ...{ refId: 'A', datasource: { uid: 'prometheus', type: 'prometheus' }, expr },
    ...{ range: true, intervalMs: 15_000, maxDataPoints: 200 },
  };
  const { results } = await ask<{ results: Record<string, QueryResult> }>('/api/ds/query', {
    from: 'now-15m',
    to: 'now',
    queries: [query],
  });
  const { error, frames = [] } = results.A ?? { status: 0, error: 'no answer' };
  if (error) return error;
  return frames.some(({ data }) => data?.values?.some((column) => column.length > 0)) ? undefined : 'no data';
}
