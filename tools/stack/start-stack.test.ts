import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Stack, startStack } from './start-stack.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stack with space '));
const START = (Date.now() - 60_000) * 1e6;
let stack: Stack;

const text = (key: string, value: string) => ({ key, value: { stringValue: value } });
const resource = {
  attributes: [
    text('service.name', 'tallyscope'),
    text('service.instance.id', 'one'),
    text('service.version', '1.2.3'),
  ],
};

async function send(signal: 'metrics' | 'traces' | 'logs', body: object): Promise<void> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
  assert.equal((await fetch(`${stack.urls.otlp}/v1/${signal}`, init)).status, 200);
}

function sendVotes(total: number, { agoMs = 0, question = '7' } = {}): Promise<void> {
  const point = {
    asInt: String(total),
    startTimeUnixNano: String(START - agoMs * 1e6),
    timeUnixNano: String((Date.now() - agoMs) * 1e6),
    attributes: [text('question.id', question)],
  };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
  return send('metrics', {
    resourceMetrics: [{ resource, scopeMetrics: [{ metrics: [{ name: 'votes', unit: '{vote}', sum }] }] }],
  });
}

async function sendSpan(name: string, ms: number, more: object = {}): Promise<string> {
  const traceId = randomBytes(16).toString('hex');
  const end = Date.now();
  const span = {
    traceId,
    spanId: randomBytes(8).toString('hex'),
    name,
    kind: 2,
    startTimeUnixNano: String((end - ms) * 1e6),
    endTimeUnixNano: String(end * 1e6),
    ...more,
  };
  await send('traces', { resourceSpans: [{ resource, scopeSpans: [{ spans: [span] }] }] });
  return traceId;
}

async function query(promql: string): Promise<{ metric: Record<string, string>; value: [number, string] }[]> {
  const response = await fetch(
    `${stack.urls.prometheus}/api/v1/query?${new URLSearchParams({ query: promql })}`,
  );
  return (
    (await response.json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    }
  ).data.result;
}

async function eventually<T>(what: string, probe: () => Promise<T | undefined | false>): Promise<T> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    const found = await probe().catch(() => undefined);
    if (found) return found;
    await sleep(200);
  }
  throw new Error(`Not seen within 30 s: ${what}`);
}

async function traceKept(id: string): Promise<boolean> {
  return (await (await fetch(`${stack.urls.traces}/api/v2/traces/${id}`)).text()) !== '';
}

before(async () => {
  const rules = join(dataDir, 'rules');
  mkdirSync(rules);
  const rule = { alert: 'Watchdog', expr: 'vector(1)', labels: { severity: 'none' } };
  writeFileSync(
    join(rules, 'test.yaml'),
    JSON.stringify({ groups: [{ name: 'test', interval: '1s', rules: [rule] }] }),
  );
  stack = await startStack({
    dataDir,
    capture: true,
    rules: { alerts: rules, slo: rules },
    collectorEnv: { TRACE_KEEP_PERCENTAGE: '0', TRACE_DECISION_WAIT: '1s' },
  });
});

after(async () => {
  await stack?.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

test('a counter arrives under the name and labels that queries use', async () => {
  await sendVotes(3);
  const [votes] = await eventually('votes_total', async () => {
    const result = await query('votes_total');
    return result.length > 0 && result;
  });
  assert.deepEqual(votes?.metric, {
    __name__: 'votes_total',
    job: 'tallyscope',
    instance: 'one',
    question_id: '7',
    service_version: '1.2.3',
  });
  const [first] = await query('increase(votes_total[4h] anchored)');
  assert.equal(first?.value[1], '3', 'the first sample counts from the start of the stream');
});

test('sampling keeps errors, slow votes and exports; span metrics count every span and point at traces', async () => {
  const dropped = [await sendSpan('vote.cast', 100), await sendSpan('GET /', 400)];
  const kept = [
    await sendSpan('vote.cast', 300),
    await sendSpan('vote.batch', 300),
    await sendSpan('GET /', 1, { status: { code: 2 } }),
    await sendSpan('POST /organise/exports', 5),
    await sendSpan('export.run', 5),
  ];
  for (const id of kept) await eventually(`trace ${id}`, () => traceKept(id));
  for (const id of dropped) assert.equal(await traceKept(id), false);
  const calls = 'sum by (span_name) (traces_span_metrics_calls_total{job="tallyscope"})';
  await eventually('span metrics', async () => (await query(`${calls} == 2`)).length === 2);
  const series = new URLSearchParams({
    query: 'traces_span_metrics_duration_seconds_bucket',
    start: String(Date.now() / 1000 - 600),
    end: String(Date.now() / 1000 + 60),
  });
  await eventually(`an exemplar of trace ${kept[0]}`, async () => {
    const answer = await fetch(`${stack.urls.prometheus}/api/v1/query_exemplars?${series}`);
    return (await answer.text()).includes(`"trace_id":"${kept[0]}"`);
  });
});

test('what the service must not send is removed on the way', async () => {
  const secret = text('client.address', '203.0.113.9');
  const id = await sendSpan('export.run', 1, { attributes: [secret, text('http.route', '/x')] });
  await eventually('the trace', () => traceKept(id));
  const stored = await (await fetch(`${stack.urls.traces}/api/v2/traces/${id}`)).text();
  assert.match(stored, /http\.route/);
  assert.doesNotMatch(stored, /203\.0\.113\.9/);
});

test('logs are counted and, with capture, everything is written as received', async () => {
  await send('logs', {
    resourceLogs: [{ resource, scopeLogs: [{ logRecords: [{ body: { stringValue: 'hello' } }] }] }],
  });
  await eventually(
    'the count of log records',
    async () => (await query('otelcol_receiver_accepted_log_records_total == 1')).length === 1,
  );
  const captured = () =>
    ['metrics', 'traces', 'logs'].map((signal) =>
      readFileSync(join(dataDir, 'capture', `${signal}.jsonl`), 'utf8'),
    );
  await eventually('captured signals', async () => captured().every((file) => file.includes('tallyscope')));
  await eventually('what the fence removes', async () => captured()[1]?.includes('203.0.113.9'));
});

test('what is sent while Prometheus is down survives a kill of the Collector', async () => {
  await stack.part('prometheus').stop();
  await sendVotes(5);
  await sleep(1500);
  await stack.part('collector').kill('SIGKILL');
  await stack.part('collector').start();
  await stack.part('prometheus').start();
  await eventually('5 votes', async () => (await query('votes_total == 5')).length === 1);
});

test('what Prometheus refuses for good holds up nothing that comes after it', async () => {
  const failed = 'otelcol_exporter_send_failed_metric_points_total{exporter="otlp_http/metrics"}';
  const before = Number((await query(failed))[0]?.value[1] ?? 0);
  await sendVotes(1, { agoMs: 5 * 3600_000, question: '8' });
  await eventually('the refusal', async () => Number((await query(failed))[0]?.value[1] ?? 0) > before);
  await sendVotes(2, { question: '8' });
  await eventually('2 votes', async () => (await query('votes_total{question_id="8"} == 2')).length === 1);
});

test('an alert goes through Alertmanager to the receiver', async () => {
  const notice = await eventually('the watchdog', async () =>
    stack.notices.find(({ labels }) => labels.alertname === 'Watchdog'),
  );
  assert.equal(notice.receiver, 'dead-mans-switch');
});
