import type { Stack } from '../stack/start-stack.ts';
import type { Backends } from './backends.ts';
import { type DemoService, PEOPLE } from './service.ts';
import type { Voter } from './voter.ts';

const VOTES = 'sum by (question) (increase(votes_total[4h] anchored))';
const P99 = 'histogram_quantile(0.99, sum by (le) (rate(vote_commit_duration_seconds_bucket[5m])))';
const TRACES = '{ name = "vote.cast" && resource.service.name = "tallyscope" }';

/** Every address of the demo and who may log in, as text for a terminal. */
export function addresses(stack: Stack, service: DemoService): string {
  const { urls } = stack;
  const rows: [string, string][] = [
    ['Tallyscope', service.url],
    ['  log in', `${service.url}/login   ${PEOPLE.join(', ')}; the password of each is ${service.password}`],
    ['  observatory', `${service.url}/observatory`],
    ['  API', `${service.url}/docs`],
    ['Prometheus', `${urls.prometheus}/api/v1/query?query=votes_total`],
    ['Alertmanager', `${urls.alertmanager}/api/v2/alerts`],
    ['Traces', `${urls.traces}/api/search?limit=5   ${traceStoreNote(stack)}`],
    ['Collector', `${urls.otlp} (OTLP/HTTP)   ${urls.collectorMetrics}`],
    ['S3', `${urls.s3}/${stack.s3.bucket}   files in ${stack.dataDir}/s3/objects`],
    ...(urls.loki ? ([['Loki', urls.loki]] as [string, string][]) : []),
    ...(urls.grafana ? ([['Grafana', urls.grafana]] as [string, string][]) : []),
    ['Logs of all', `${stack.dataDir}/logs`],
  ];
  return rows.map(([name, where]) => `  ${name.padEnd(14)}${where}`).join('\n');
}

/** Says which program keeps traces. */
export function traceStoreNote(stack: Stack): string {
  return stack.traceStore === 'tempo'
    ? 'Tempo'
    : 'the stand-in for Tempo: no tempo on PATH and no TEMPO_BIN, so Tempo itself does not run';
}

/** Three queries worth trying, each with what it answers now. */
export async function answers(backends: Backends, voter: Voter): Promise<string> {
  const votes = (await backends.promql(VOTES)).map(({ metric, value }) => `${metric.question} ${value[1]}`);
  const [p99] = await backends.promql(P99);
  const traces = await backends.traceql(TRACES, 3);
  const lines = [
    `PromQL   ${VOTES}`,
    `         → ${votes.sort().join(', ') || 'nothing yet'}`,
    `PromQL   ${P99}`,
    `         → ${p99 && p99.value[1] !== 'NaN' ? `${(Number(p99.value[1]) * 1000).toFixed(1)} ms` : 'nothing yet'}`,
    `TraceQL  ${TRACES}`,
    `         → ${traces.map(({ traceID, durationMs }) => `${traceID} (${durationMs} ms)`).join(', ') || 'nothing yet'}`,
  ];
  const refused = voter.refused > 0 ? `, ${voter.refused} refused` : '';
  return `${new Date().toISOString().slice(11, 19)} UTC, ${voter.cast} votes cast since the start${refused}\n${lines.map((line) => `  ${line}`).join('\n')}`;
}
