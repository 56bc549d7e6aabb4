import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTestApp } from '../../test/support/test-app.ts';

const POLICY =
  "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';object-src 'none'";

test('every kind of answer carries the security headers', async (t) => {
  const { app, published } = await createTestApp(t);
  const { slug } = await published();
  const origin = await app.listen({ port: 0, host: '127.0.0.1' });
  const addresses = [
    '/',
    `/questions/${slug}`,
    '/static/favicon.svg',
    '/api/v1/questions',
    '/api/v1/nothing',
    '/nothing',
    `/questions/${slug}/live`,
    '/organise',
    '/healthz',
  ];
  for (const address of addresses) {
    const { headers, body } = await fetch(`${origin}${address}`, { redirect: 'manual' });
    await body?.cancel();
    assert.equal(headers.get('content-security-policy'), POLICY, address);
    const kept = address.startsWith('/static/') ? 'no-cache' : 'no-store';
    assert.equal(headers.get('cache-control'), kept, address);
    assert.equal(headers.get('x-content-type-options'), 'nosniff', address);
    assert.equal(headers.get('referrer-policy'), 'no-referrer', address);
    assert.equal(headers.get('strict-transport-security'), null, address);
  }
});

test('a form sent from another site is refused, a link from there is followed', async (t) => {
  const { app } = await createTestApp(t);
  for (const site of ['cross-site', 'same-site', 'nonsense']) {
    const headers = { 'sec-fetch-site': site };
    const sent = await app.inject({ method: 'POST', url: '/login', headers });
    assert.equal(sent.statusCode, 403, site);
    assert.match(sent.body, /another site/);
    assert.equal((await app.inject({ url: '/login', headers })).statusCode, 200);
    // No browser adds by itself what the API asks for.
    const payload = { name: 'nobody', password: 'correct horse' };
    const asked = await app.inject({ method: 'POST', url: '/api/v1/sessions', headers, payload });
    assert.equal(asked.statusCode, 401, site);
  }
  for (const site of [undefined, 'same-origin', 'none']) {
    const headers = site ? { 'sec-fetch-site': site } : {};
    const sent = await app.inject({ method: 'POST', url: '/login', headers });
    assert.doesNotMatch(sent.body, /another site/);
  }

  const form = await app.inject({ url: '/login' });
  const [, token = ''] = /name="_csrf" value="([^"]*)"/.exec(form.body) ?? [];
  const { value: signed = '' } = form.cookies.find(({ name }) => name === '_csrf') ?? {};
  const logIn = async (cookie: string) => {
    const payload = new URLSearchParams({ _csrf: token, username: 'nobody', password: 'correct horse' });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const cookies = { _csrf: cookie };
    const request = { method: 'POST', url: '/login', headers, cookies, payload: String(payload) } as const;
    return (await app.inject(request)).statusCode;
  };
  const unsigned = signed.replace(/\..*/, '');
  assert.deepEqual([await logIn(signed), await logIn(unsigned)], [401, 403], 'a cookie that others can make');
});
