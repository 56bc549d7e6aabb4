import { askBackend } from '#src/features/observatory/backend.ts';
import { type Static, Type } from '#src/schema/type.ts';

const Labels = Type.Record(Type.String(), Type.String());
const Vector = Type.Object({
  data: Type.Object({
    result: Type.Array(
      Type.Object({ metric: Labels, value: Type.Tuple([Type.Number(), Type.String({ maxLength: 40 })]) }),
    ),
  }),
});
const Alerts = Type.Object({
  data: Type.Object({
    alerts: Type.Array(
      Type.Object({ labels: Labels, annotations: Labels, state: Type.String(), activeAt: Type.String() }),
    ),
  }),
});

/** One element of an instant vector. */
export interface Sample {
  labels: Static<typeof Labels>;
  value: number;
}

/** An alert that is firing. */
export interface Alert {
  name: string;
  severity: string;
  summary: string;
  /** The objective it speaks of, where it is about one. */
  slo: string | undefined;
  since: Date;
  runbook: string | undefined;
}

/** The answer to an instant query (Prometheus HTTP API, `/api/v1/query`). */
export async function instantVector(base: string, query: string, at: Date): Promise<Sample[]> {
  const answer = await askBackend(
    base,
    '/api/v1/query',
    { query, time: String(at.getTime() / 1000) },
    Vector,
  );
  return (answer?.data.result ?? []).map(({ metric, value }) => ({
    labels: metric,
    value: Number(value[1]),
  }));
}

/** Alerts that fire now, those that page first, then the longest lasting. */
export async function firingAlerts(base: string): Promise<Alert[]> {
  const answer = await askBackend(base, '/api/v1/alerts', {}, Alerts);
  const firing = (answer?.data.alerts ?? []).filter(({ state }) => state === 'firing');
  return firing
    .map(({ labels, annotations, activeAt }) => ({
      name: labels.alertname ?? '',
      severity: labels.severity ?? '',
      summary: annotations.summary ?? '',
      slo: labels.slo,
      since: new Date(activeAt),
      // A label can hold anything; a link may only leave for the web.
      runbook: annotations.runbook_url?.match(/^https?:\/\/.+/)?.[0],
    }))
    .sort((a, b) => Number(b.severity === 'page') - Number(a.severity === 'page') || +a.since - +b.since);
}
