import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { requestLimit } from '#src/plugins/request-limit.ts';
import { eventually } from '../../test/support/eventually.ts';

/** Parts of an answer that is more than a kernel holds for who does not read. */
const PARTS = Array.from({ length: 1000 }, () => Buffer.alloc(2 ** 16));

/** A server that works on as many requests at once as are given. */
async function serve(t: TestContext, limit: number) {
  const app = Fastify();
  await app.register(requestLimit, { limit });
  app.get('/', () => 'here');
  app.post('/', () => 'thanks');
  app.get('/large', (_request, reply) => reply.send(Readable.from(PARTS)));
  const { promise, resolve: work } = Promise.withResolvers<string>();
  app.get('/working', () => promise);
  await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  /** Sends the text, and reads nothing of what comes. */
  const send = async (text: string) => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    t.after(() => socket.destroy());
    await once(socket, 'connect');
    socket.write(text);
    return socket;
  };
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
  return { send, get, work };
}

const HALF = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{';
const UNREAD = 'GET /large HTTP/1.1\r\nHost: a\r\n\r\n';

/** Lets time pass for the service only as it is told to: a slow machine must not use up a client's patience. */
function stopClock(t: TestContext): (ms: number) => void {
  let now = performance.now();
  t.mock.method(performance, 'now', () => now);
  return (ms) => {
    now += ms;
  };
}

test('clients that keep the service waiting make room for those who do not', async (t) => {
  const pass = stopClock(t);
  for (const [what, text] of Object.entries({
    'half a request': HALF,
    'an answer that is not taken': UNREAD,
  })) {
    const { send, get } = await serve(t, 2);
    await Promise.all([send(text), send(text)]);
    await eventually(async () => assert.equal(await get('/'), 503));
    await eventually(async () => {
      pass(600);
      assert.equal(await get('/'), 200, what);
    });
  }
});

test('nobody makes room who waits for the service, takes the answer, or has just come', async (t) => {
  const pass = stopClock(t);
  const { send, get, work } = await serve(t, 3);
  const working = get('/working');
  const reader = await send(UNREAD);
  let taken = 0;
  const reads = setInterval(() => {
    taken += (reader.read(2 ** 20) as Buffer | null)?.length ?? 0;
  }, 50);
  t.after(() => clearInterval(reads));
  await eventually(() => assert.ok(taken > 0));
  pass(1200);
  const fresh = await send(HALF);
  await eventually(async () => assert.equal(await get('/'), 503));
  assert.equal(await get('/'), 503);
  pass(200);
  assert.equal(await get('/'), 503);
  assert.ok(!fresh.closed && !reader.closed);
  fresh.write(`${'"a":1}'.padEnd(8)}`);
  work('done');
  assert.equal(await working, 200);
});

test('places are free where nobody is slow', async (t) => {
  const { get, send } = await serve(t, 1);
  const socket = await send(HALF);
  await eventually(async () => assert.equal(await get('/'), 503));
  socket.destroy();
  await eventually(async () => assert.equal(await get('/'), 200));
});
