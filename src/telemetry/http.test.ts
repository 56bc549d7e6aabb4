import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import Fastify from 'fastify';
import { eventually } from '../../test/support/eventually.ts';
import { httpTelemetry, streamStarted, traceIdOf } from './http.ts';
import { startMemoryTelemetry } from './testing/memory-telemetry.ts';

const publicTrace = '0af7651916cd43dd8448eb211c80319c';
const traceparent = `00-${publicTrace}-b7ad6b7169203331-01`;
const telemetry = startMemoryTelemetry();
const app = Fastify();
let url = '';
const arrivals = new Map<string, () => void>();

before(async () => {
  await app.register(httpTelemetry);
  app.get('/questions/:slug', async (request) => ({ id: traceIdOf(request) }));
  app.post('/api/v1/echo', async () => ({ id: trace.getActiveSpan()?.spanContext().traceId }));
  app.get<{ Querystring: { leave?: string } }>('/slow', async ({ query }, reply) => {
    const leave = arrivals.get(query.leave ?? '');
    if (!leave) return 'done';
    leave();
    await once(reply.raw, 'close');
    return 'too late';
  });
  app.get('/broken', async () => {
    throw new Error('no');
  });
  app.get('/live', (request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
    streamStarted(request, reply);
    reply.raw.write('data: 1\n\n');
  });
  app.get('/healthz', async () => 'ok');
  await app.listen({ port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
after(() => app.close());

const requestCounts = async (route?: string) => {
  const points = await telemetry.points('http.server.request.duration');
  return points
    .filter(({ attributes }) => attributes['http.route'] === route)
    .map(({ attributes, value }) => ({
      status: attributes['http.response.status_code'],
      error: attributes['error.type'],
      count: (value as { count: number }).count,
    }));
};

describe('httpTelemetry', () => {
  it('makes one span and one histogram value of a request, by route', async () => {
    const { id } = (await (await fetch(`${url}/questions/editor?voter=me`)).json()) as { id: string };
    await eventually(() => assert.equal(telemetry.spans('GET /questions/{slug}').length, 1));
    const [span] = telemetry.spans('GET /questions/{slug}');
    assert.equal(span?.spanContext().traceId, id);
    assert.deepEqual(span?.attributes, {
      'http.request.method': 'GET',
      'url.scheme': 'http',
      'http.route': '/questions/{slug}',
      'tallyscope.role': 'web',
      'http.response.status_code': 200,
    });
    assert.deepEqual(await requestCounts('/questions/{slug}'), [{ status: 200, error: undefined, count: 1 }]);
  });

  it('links a public traceparent and does not continue it', async () => {
    const answer = await fetch(`${url}/api/v1/echo`, {
      method: 'POST',
      headers: { traceparent, baggage: 'user=me', 'content-type': 'application/json' },
      body: '{"a":1}',
    });
    const { id } = (await answer.json()) as { id: string };
    await eventually(() => assert.equal(telemetry.spans('POST /api/v1/echo').length, 1));
    const [span] = telemetry.spans('POST /api/v1/echo');
    assert.equal(span?.spanContext().traceId, id, 'the handler of a request with a body runs in its span');
    assert.notEqual(id, publicTrace);
    assert.equal(span?.parentSpanContext, undefined);
    assert.deepEqual(
      span?.links.map(({ context }) => context.traceId),
      [publicTrace],
    );
    assert.equal(span?.attributes['tallyscope.role'], 'api');
  });

  it('keeps the path of an unknown page to itself', async () => {
    await fetch(`${url}/canary-path`);
    await eventually(() => assert.equal(telemetry.spans('GET').length, 1));
    assert.ok(!JSON.stringify(telemetry.spans('GET')[0]?.attributes).includes('canary'));
    assert.deepEqual(await requestCounts(undefined), [{ status: 404, error: undefined, count: 1 }]);
  });

  it('blames the server for a 5xx', async () => {
    await fetch(`${url}/broken`);
    await eventually(() => assert.equal(telemetry.spans('GET /broken').length, 1));
    assert.equal(telemetry.spans('GET /broken')[0]?.status.code, 2);
    assert.deepEqual(await requestCounts('/broken'), [{ status: 500, error: '500', count: 1 }]);
  });

  it('counts every request once, those whose client leaves too', async () => {
    const total = 60;
    const leave = async (id: string) => {
      const arrived = new Promise<void>((resolve) => arrivals.set(id, resolve));
      const request = get(`${url}/slow?leave=${id}`);
      request.on('error', () => undefined);
      await arrived;
      request.destroy();
    };
    await Promise.all(
      Array.from({ length: total }, (_, index) =>
        index % 3 === 0 ? leave(String(index)) : fetch(`${url}/slow`).then((answer) => answer.text()),
      ),
    );
    await eventually(async () => {
      const counts = await requestCounts('/slow');
      assert.equal(telemetry.spans('GET /slow').length, total);
      assert.equal(
        counts.reduce((sum, { count }) => sum + count, 0),
        total,
      );
      assert.deepEqual(
        counts.find(({ error }) => error === 'client_closed'),
        { status: undefined, error: 'client_closed', count: total / 3 },
      );
    });
  });

  it('keeps a live stream out of the histogram and counts it while it is open', async () => {
    const leave = new AbortController();
    const answer = await fetch(`${url}/live`, { signal: leave.signal });
    await answer.body?.getReader().read();
    const open = async () => (await telemetry.points('live.streams')).map(({ value }) => value);
    assert.deepEqual(await open(), [1]);
    assert.equal(telemetry.spans('GET /live').length, 1);
    leave.abort();
    await eventually(async () => assert.deepEqual(await open(), [0]));
    assert.deepEqual(await requestCounts('/live'), []);
  });

  it('does not observe probes', async () => {
    await fetch(`${url}/healthz`);
    await delay(50);
    assert.equal(telemetry.spans('GET /healthz').length, 0);
    assert.deepEqual(await requestCounts('/healthz'), []);
  });
});
