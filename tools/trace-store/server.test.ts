import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { otlpServer, queryServer } from './server.ts';
import { TraceStore } from './trace-store.ts';

const VOTE = '0af7651916cd43dd8448eb211c80319c';
const BATCH = '4bf92f3577b34da6a3ce929d0e0e4736';
const store = new TraceStore(100);
const servers = [otlpServer(store), queryServer(store)];
let otlp = '';
let api = '';

async function listen(server: Server): Promise<string> {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function span(traceId: string, spanId: string, name: string, startMs: number, ms: number, more: object = {}) {
  const nanos = (time: number) => String(BigInt(1_760_000_000_000 + time) * 1_000_000n);
  return {
    traceId,
    spanId,
    name,
    kind: 1,
    startTimeUnixNano: nanos(startMs),
    endTimeUnixNano: nanos(startMs + ms),
    ...more,
  };
}

function request(...spans: object[]) {
  const attributes = [{ key: 'service.name', value: { stringValue: 'tallyscope' } }];
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes }, scopeSpans: [{ scope: { name: 's' }, spans }] }],
  });
}

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<number> {
  const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
  return (await fetch(`${otlp}/v1/traces`, init)).status;
}

async function find(
  parameters: Record<string, string>,
): Promise<{ status: number; ids: string[]; message?: string }> {
  const response = await fetch(`${api}/api/search?${new URLSearchParams(parameters)}`);
  const body = (await response.json()) as { traces?: { traceID: string }[]; message?: string };
  return { status: response.status, ids: (body.traces ?? []).map((trace) => trace.traceID), ...body };
}

before(async () => {
  [otlp = '', api = ''] = await Promise.all(servers.map(listen));
  const server = span(VOTE, 'b7ad6b7169203331', 'POST /questions/{slug}/votes', 0, 300, {
    kind: 2,
    attributes: [{ key: 'http.response.status_code', value: { intValue: '503' } }],
    status: { code: 2 },
  });
  const cast = span(VOTE, '00f067aa0ba902b7', 'vote.cast', 10, 200, {
    parentSpanId: 'b7ad6b7169203331',
    links: [{ traceId: BATCH, spanId: '1111111111111111' }],
  });
  assert.equal(await send(request(server, span(BATCH, '1111111111111111', 'vote.batch', 20, 5))), 200);
  assert.equal(await send(gzipSync(request(cast)), { 'content-encoding': 'gzip' }), 200);
});

after(() => {
  for (const server of servers) server.close();
});

test('a trace comes back whole, in the shapes of both versions', async () => {
  const v2 = (await (await fetch(`${api}/api/v2/traces/${VOTE}`)).json()) as {
    trace: { resourceSpans: { scopeSpans: { spans: Record<string, unknown>[] }[] }[] };
  };
  const spans = v2.trace.resourceSpans.flatMap((resource) =>
    resource.scopeSpans.flatMap((scope) => scope.spans),
  );
  assert.deepEqual(
    spans.map((one) => [one.name, one.kind, one.traceId]),
    [
      ['POST /questions/{slug}/votes', 'SPAN_KIND_SERVER', 'CvdlGRbNQ92ESOshHIAxnA=='],
      ['vote.cast', 'SPAN_KIND_INTERNAL', 'CvdlGRbNQ92ESOshHIAxnA=='],
    ],
  );
  assert.deepEqual(spans[0]?.status, { code: 'STATUS_CODE_ERROR' });
  assert.deepEqual(spans[1]?.links, [{ traceId: 'S/kvNXezTaajzpKdDg5HNg==', spanId: 'ERERERERERE=' }]);
  const v1 = (await (await fetch(`${api}/api/traces/${VOTE}`)).json()) as { batches: unknown[] };
  assert.deepEqual(v1.batches, v2.trace.resourceSpans);
});

test('an unknown trace is an empty 200 in version 2 and a 404 in version 1', async () => {
  const unknown = 'ffffffffffffffffffffffffffffffff';
  const v2 = await fetch(`${api}/api/v2/traces/${unknown}`);
  assert.deepEqual([v2.status, await v2.text()], [200, '']);
  assert.equal((await fetch(`${api}/api/traces/${unknown}`)).status, 404);
});

test('search compares names, attributes, kinds, states and durations', async () => {
  const queries: [string, string[]][] = [
    ['{}', [BATCH, VOTE]],
    ['{ name="vote.cast" && resource.service.name="tallyscope" }', [VOTE]],
    ['{ name=~"vote\\..*" }', [BATCH, VOTE]],
    ['{ span.http.response.status_code = 503 && kind = server }', [VOTE]],
    ['{ .http.response.status_code >= 504 }', []],
    ['{ status = error }', [VOTE]],
    ['{ duration < 10ms }', [BATCH]],
    ['{ traceDuration > 250ms && name = "vote.cast" }', [VOTE]],
    ['{ name = "vote.cast" && kind = server }', []],
    ['{ name = "a && b" }', []],
  ];
  for (const [q, ids] of queries) assert.deepEqual((await find({ q })).ids, ids, q);
});

test('search by tags takes parts of values and a least duration', async () => {
  assert.deepEqual((await find({ tags: 'service.name=tally name="vote"' })).ids, [BATCH, VOTE]);
  assert.deepEqual((await find({ tags: 'service.name=tallyscope', minDuration: '100ms' })).ids, [VOTE]);
  assert.deepEqual((await find({ tags: 'service.name=tallyscope', maxDuration: '100ms' })).ids, [BATCH]);
  assert.deepEqual((await find({ tags: 'service.name=other' })).ids, []);
  assert.deepEqual((await find({ q: '{}', limit: '1' })).ids, [BATCH]);
});

test('TraceQL beyond one span set is refused as not done here', async () => {
  for (const q of [
    '{ name="a" } | count() > 2',
    '{ name="a" || name="b" }',
    '{ name="a" } >> { name="b" }',
    '{ foo = 1 }',
    '{ name=~"(" }',
  ]) {
    const { status, message } = await find({ q });
    assert.equal(status, 400, q);
    assert.match(message ?? '', /stand-in|regular expression/, q);
  }
});

test('protobuf and broken bodies are refused', async () => {
  assert.equal(await send('x', { 'content-type': 'application/x-protobuf' }), 415);
  assert.equal(await send('{'), 400);
});

test('the oldest traces go when the limit is reached', () => {
  const small = new TraceStore(2);
  for (const digit of ['1', '2', '3'])
    small.add(JSON.parse(request(span(digit.repeat(32), 'aaaaaaaaaaaaaaaa', 'x', 0, 1))));
  assert.equal(small.get('1'.repeat(32)), undefined);
  assert.equal(small.get('3'.repeat(32))?.spans.length, 1);
});
