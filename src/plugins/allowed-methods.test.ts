import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestApp } from '../../test/support/test-app.ts';

test('a wrong method on the API is told from a wrong address', async (t) => {
  const { app } = await createTestApp(t);
  const ask = (method: string, url: string) => app.inject({ method: method as 'GET', url });

  const wrong = await ask('PUT', '/api/v1/questions/tea/votes?x=1');
  assert.equal(wrong.statusCode, 405);
  assert.equal(wrong.headers.allow, 'POST');
  assert.match(String(wrong.headers['content-type']), /^application\/problem\+json/);
  assert.equal(wrong.json().type, 'urn:tallyscope:problem:method-not-allowed');
  assert.ok(wrong.headers['content-security-policy'], 'as safe as any other answer');

  const several = await ask('POST', '/api/v1/account');
  assert.deepEqual([several.statusCode, several.headers.allow], [405, 'DELETE, GET, HEAD']);
  // Fastify itself refuses a QUERY without a type before any handler runs.
  assert.equal((await ask('QUERY', '/api/v1/visitors')).statusCode, 405);

  for (const url of ['/api/v1/nothing', '/api/v1/questions/tea/votes/1', '/api/v1/questions//votes'])
    assert.equal((await ask('PUT', url)).statusCode, 404, url);
  assert.equal((await ask('PUT', '/healthz')).statusCode, 404, 'pages and probes stay as they are');
});
