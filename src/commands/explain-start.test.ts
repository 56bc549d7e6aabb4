import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { explainStart } from './explain-start.ts';

async function listenError(host: string): Promise<unknown> {
  const server = createServer();
  const [error] = await once(server.listen({ host, port: 0 }), 'error');
  return error;
}

test('an address that is none of this machine names the setting', async () => {
  // 203.0.113.0/24 is for documents.
  const other = await listenError('203.0.113.7');
  const unknown = Object.assign(new Error('getaddrinfo ENOTFOUND nowhere'), {
    syscall: 'getaddrinfo',
    hostname: 'nowhere',
  });
  for (const [error, host] of [
    [other, '203.0.113.7'],
    [unknown, 'nowhere'],
  ])
    assert.equal(
      explainStart(error),
      `${host} is no address of this machine: set HOST to one, or to 0.0.0.0 for all`,
    );
});

test('a database that falls silent on the way names what was lost', () => {
  assert.equal(
    explainStart(new Error('timeout expired')),
    'the database was lost while the service started: timeout expired',
  );
});

test('what says itself what to do is told as it is', () => {
  const message = 'Cannot write to /data: set DATA_DIR to a directory on a writable disk';
  assert.equal(explainStart(new Error(message)), message);
});
