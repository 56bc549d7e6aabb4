import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { type EndTimes, endConnections } from '#src/plugins/end-connections.ts';

const NEVER = 60_000;

async function serve(t: TestContext, times: Partial<EndTimes>) {
  const app = Fastify({ forceCloseConnections: 'idle', return503OnClosing: false, keepAliveTimeout: NEVER });
  endConnections(app, { silent: NEVER, all: NEVER, check: 20, ...times });
  app.post('/', async () => {
    await sleep(300);
    return 'thanks';
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  t.after(() => app.server.closeAllConnections());
  const open = async (text = '') => {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    t.after(() => socket.destroy());
    let got = '';
    socket.on('data', (chunk) => {
      got += chunk;
    });
    await once(socket, 'connect');
    const taken = text && once(app.server, 'request');
    if (text) socket.write(text);
    if (text.endsWith('\r\n\r\n')) await taken;
    return { socket, got: () => got };
  };
  return { app, open };
}

/** Longer than a server takes that waits for nobody, on any machine. */
const SOON = 20_000;

/** Whether the server has ended by then. */
const endsWithin = (closing: PromiseLike<unknown>, ms: number) =>
  Promise.race([closing.then(() => true), sleep(ms, false, { ref: false })]);

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\n';

test('a connection on which nothing came does not keep a server that stops', async (t) => {
  const { app, open } = await serve(t, { silent: 100 });
  await open();
  assert.equal(await endsWithin(app.close(), SOON), true);
});

test('a request under way gets its answer, and its connection ends with it', async (t) => {
  const { app, open } = await serve(t, { silent: 20 });
  const { socket, got } = await open(`${HEAD}Content-Length: 0\r\n\r\n`);
  const closed = once(socket, 'close');
  assert.equal(await endsWithin(app.close(), SOON), true);
  await closed;
  assert.match(got(), /^HTTP\/1\.1 200 OK\r\n[\s\S]*thanks$/);
});

test('a client that goes on being slow is waited for, and then cut off', async (t) => {
  const { app, open } = await serve(t, { silent: 20, all: 500 });
  await open('POST / HTTP/1.1\r\nHo');
  await open(`${HEAD}Content-Length: 9\r\n\r\n`);
  const closing = app.close();
  assert.equal(await endsWithin(closing, 300), false);
  assert.equal(await endsWithin(closing, SOON), true);
});
