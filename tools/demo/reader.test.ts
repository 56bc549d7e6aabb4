import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { eventually } from '../../test/support/eventually.ts';
import { Reader } from './reader.ts';

test('pages are opened one after the other, and live results followed, until it stops', async (t) => {
  const asked: string[] = [];
  let followers = 0;
  const questions = [
    { slug: 'over', status: 'closed', results: 'always' },
    { slug: 'hidden', status: 'open', results: 'closed' },
    { slug: 'tea', status: 'open', results: 'always' },
  ];
  const server = createServer(({ url = '' }, response) => {
    if (url.startsWith('/api/')) return response.end(JSON.stringify({ questions }));
    asked.push(url);
    if (!url.endsWith('/live')) return response.end();
    followers += 1;
    response.on('close', () => (followers -= 1)).write('event: results\n\n');
  });
  t.after(() => server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const reader = new Reader(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await reader.start(1);
  await eventually(() => {
    assert.deepEqual(asked.filter((url) => !url.endsWith('/live')).slice(0, 4), [
      '/',
      '/questions/tea',
      '/questions/tea/results',
      '/',
    ]);
    assert.equal(followers, 1);
  });
  reader.stop();
  await eventually(() => assert.equal(followers, 0));
  assert.equal(asked.filter((url) => url.endsWith('/live')).length, 1);
});
