import assert from 'node:assert/strict';
import { test } from 'node:test';
import Fastify from 'fastify';
import type { Config } from '#src/config/settings.ts';
import { originOf } from '#src/plugins/origin-of.ts';

test('the origin is the one that is configured, or a web address whatever a proxy says', async (t) => {
  const app = Fastify({ trustProxy: true });
  t.after(() => app.close());
  app.get('/configured', (request) => originOf({ publicUrl: 'https://votes.example' }, request));
  app.get('/', (request) => originOf({} as Pick<Config, 'publicUrl'>, request));
  const of = async (url: string, proto?: string) => {
    const headers = { host: 'here.example', ...(proto && { 'x-forwarded-proto': proto }) };
    return (await app.inject({ url, headers })).body;
  };
  assert.equal(await of('/configured', 'http'), 'https://votes.example');
  assert.equal(await of('/'), 'http://here.example');
  assert.equal(await of('/', 'https'), 'https://here.example');
  assert.equal(await of('/', 'javascript'), 'http://here.example');
});
