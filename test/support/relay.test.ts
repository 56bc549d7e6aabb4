import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { Relay } from './relay.ts';

const server = createServer((_request, response) => response.end('hello'));
await once(server.listen(0, '127.0.0.1'), 'listening');
const relay = await Relay.listen({ host: '127.0.0.1', port: (server.address() as AddressInfo).port });
after(() => {
  relay.close();
  server.closeAllConnections();
  server.close();
});

const get = async () => (await fetch(`http://127.0.0.1:${relay.port}/`)).text();

test('a relay passes on, late where it is slow', async () => {
  assert.equal(await get(), 'hello');
  relay.delayMs = 60;
  const started = performance.now();
  assert.equal(await get(), 'hello');
  assert.ok(performance.now() - started >= 115);
  relay.delayMs = 0;
});

test('a cut relay lets nothing through until it is mended', async () => {
  relay.cut();
  await assert.rejects(get());
  relay.mend();
  assert.equal(await get(), 'hello');
});

test('an answer can be cut off once the server has given it', async () => {
  let answered = false;
  relay.cutsAnswer = (chunk) => {
    const first = !answered && chunk.includes('hello');
    answered ||= first;
    return first;
  };
  await assert.rejects(get());
  assert.equal(await get(), 'hello');
});

test('connections can be dropped, and go elsewhere', async () => {
  relay.cutsAnswer = () => false;
  const other = createServer((_request, response) => response.end('hello from elsewhere'));
  await once(other.listen(0, '127.0.0.1'), 'listening');
  after(() => {
    other.closeAllConnections();
    other.close();
  });
  relay.target = { host: '127.0.0.1', port: (other.address() as AddressInfo).port };
  relay.drop();
  assert.equal(await get(), 'hello from elsewhere');
});
