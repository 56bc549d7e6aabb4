import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { limitServer, SERVER_LIMITS, serverOptions } from '#src/plugins/server-limits.ts';
import { createTestApp } from '../../test/support/test-app.ts';

/** Milliseconds that no client of a test needs, and those that one may take that is to be given up. */
const [LONG, SHORT] = [20_000, 300];

/** A server that looks at its connections often, so that a test need not wait. */
async function serve(t: TestContext, connections = 100, headersTime = LONG) {
  const limits = {
    ...SERVER_LIMITS,
    headersTime,
    requestTime: 2 * headersTime,
    idleTime: SHORT,
    checkTime: 50,
  };
  const app = Fastify(serverOptions(limits));
  app.post('/', () => 'thanks');
  limitServer(app, { connections });
  await app.listen({ port: 0, host: '127.0.0.1' });
  t.after(() => {
    app.server.closeAllConnections();
    return app.close();
  });
  const { port } = app.server.address() as AddressInfo;
  return () => open(t, port);
}

async function open(t: TestContext, port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  t.after(() => socket.destroy());
  await once(socket, 'connect');
  return socket;
}

/** All that a connection is told until it is closed. */
async function untilClosed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return text;
}

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';

test('a connection on which nothing comes is closed', async (t) => {
  const socket = await (await serve(t, 100, SHORT))();
  assert.match(await untilClosed(socket), /^(HTTP\/1\.1 408|$)/);
});

test('a request of more headers than are taken is refused', async (t) => {
  const open = await serve(t);
  const answer = async (count: number) => {
    const socket = await open();
    const headers = Array.from({ length: count }, (_, index) => `X${index}: 1\r\n`).join('');
    socket.write(`${HEAD}Content-Length: 2\r\nConnection: close\r\n${headers}\r\n{}`);
    return (await untilClosed(socket)).slice(0, 12);
  };
  assert.equal(await answer(SERVER_LIMITS.headerCount - 5), 'HTTP/1.1 200');
  assert.equal(await answer(SERVER_LIMITS.headerCount + 1), 'HTTP/1.1 431');
});

test('headers that come a byte at a time are given up', async (t) => {
  const socket = await (await serve(t, 100, SHORT))();
  const closed = untilClosed(socket);
  for (const letter of HEAD) {
    if (socket.destroyed) break;
    socket.write(letter);
    await sleep(20);
  }
  assert.match(await closed, /^HTTP\/1\.1 408 .*application\/problem\+json.*"status":408/s);
});

test('a body that comes a byte at a time is given up', async (t) => {
  const socket = await (await serve(t, 100, SHORT))();
  const closed = untilClosed(socket);
  socket.write(`${HEAD}Content-Length: 1000\r\n\r\n`);
  for (let sent = 0; sent < 200 && !socket.destroyed; sent += 1) {
    socket.write(' ');
    await sleep(20);
  }
  assert.match(await closed, /^HTTP\/1\.1 408 /);
});

test('a connection that asks for nothing more is closed', async (t) => {
  const socket = await (await serve(t))();
  socket.write(`${HEAD}Content-Length: 2\r\n\r\n{}`);
  assert.match(await untilClosed(socket), /^HTTP\/1\.1 200 .*thanks$/s);
});

test('connections beyond the limit are closed, and those within go on', async (t) => {
  const connection = await serve(t, 2);
  const first = await connection();
  await connection();
  assert.equal(await untilClosed(await connection()), '');
  first.write(`${HEAD}Content-Length: 2\r\n\r\n{}`);
  assert.match(String((await once(first, 'data'))[0]), /^HTTP\/1\.1 200/);
});

test('what is too large or no request gets a problem and is not read on', async (t) => {
  const { app, published } = await createTestApp(t);
  const { slug, choices } = await published();
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  const path = `${url}/api/v1/questions/${slug}/votes`;
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } });
  const { port } = app.server.address() as AddressInfo;

  // As docs/limits.md has them.
  for (const [to, most] of [
    [path, 8 * 1024],
    [`${url}/api/v1/sessions`, 128 * 1024],
  ] as const)
    for (const [bytes, status] of [
      [most, 400],
      [most + 1, 413],
    ] as const) {
      const body = `"${'x'.repeat(bytes - 2)}"`;
      const answer = await fetch(to, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
      });
      assert.equal(answer.status, status, `${bytes} bytes to ${to}`);
    }
  const huge = await send(JSON.stringify({ choices, credential: 'x'.repeat(1_000_000) }));
  assert.equal(huge.status, 413);
  assert.equal(huge.headers.get('content-type'), 'application/problem+json');
  for (const depth of [1000, 4000]) {
    const deep = await send(`{"choices":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    assert.equal(deep.status, 400, `${depth} deep`);
  }
  const long = await open(t, port);
  long.write(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`);
  assert.match(await untilClosed(long), /^HTTP\/1\.1 431 .*"status":431/s);
  const garbage = await open(t, port);
  garbage.write('\x16\x03\x01 no request\r\n\r\n');
  assert.match(await untilClosed(garbage), /^HTTP\/1\.1 400 .*"status":400/s);
  for (const [head, status] of [
    ['', 400],
    ['Accept: text/html\r\n', 400],
    ['Host: a\r\nExpect: the best\r\n', 417],
  ] as const) {
    const refused = await open(t, port);
    refused.write(
      `GET /${head.includes('html') ? '' : 'api/v1/questions'} HTTP/1.1\r\nConnection: close\r\n${head}\r\n`,
    );
    const told = head.includes('html') ? '<h1>' : `application/problem\\+json.*"status":${status}`;
    assert.match(await untilClosed(refused), new RegExp(`^HTTP/1\\.1 ${status} .*${told}`, 's'));
  }
  const body = JSON.stringify({ choices: choices.slice(0, 1) });
  const vote = `POST /api/v1/questions/${slug}/votes HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const told = async (socket: Socket) =>
    [...(await untilClosed(socket)).matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => status);
  for (const rest of ['no request\r\n\r\n', vote.slice(0, -1), '']) {
    const cut = await open(t, port);
    cut.write(vote + vote + rest);
    if (!rest.endsWith('\n')) cut.end();
    assert.deepEqual(await told(cut), ['201', '201', ...(rest ? ['400'] : [])], rest);
  }
  const behind = await open(t, port);
  behind.end(`GET / HTTP/1.1\r\nHost: a\r\n\r\n${vote}`);
  assert.deepEqual(await told(behind), ['200', '201']);
  const left = await open(t, port);
  left.end(
    `GET /api/v1/questions/${slug}/results/live HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n`,
  );
  await untilClosed(left);
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`x-${index}`, '']));
  assert.equal((await send(JSON.stringify({ choices: choices.slice(0, 1) }), many)).status, 431);
  assert.equal((await send(JSON.stringify({ choices: choices.slice(0, 1) }))).status, 201);
});

test('an address that cannot be decoded gets a problem', async (t) => {
  const { app } = await createTestApp(t);
  const answer = await app.inject({ url: '/api/v1/questions/%ED%A0%80' });
  const { type, status } = answer.json();
  assert.deepEqual(
    [answer.statusCode, answer.headers['content-type'], type, status],
    [400, 'application/problem+json', 'urn:tallyscope:problem:request', 400],
  );
});

test('the service is held to its limits', async (t) => {
  const { app } = await createTestApp(t, { CONNECTION_LIMIT: '123' });
  const { server, initialConfig } = app;
  assert.deepEqual(
    [server.headersTimeout, server.requestTimeout, server.keepAliveTimeout],
    [SERVER_LIMITS.headersTime, SERVER_LIMITS.requestTime, SERVER_LIMITS.idleTime],
  );
  assert.deepEqual([server.maxConnections, server.maxHeadersCount], [123, SERVER_LIMITS.headerCount]);
  assert.equal(initialConfig.bodyLimit, SERVER_LIMITS.body);
});
