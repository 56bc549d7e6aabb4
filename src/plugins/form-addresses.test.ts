import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listRoutes } from '../../test/support/list-routes.ts';
import { createTestApp } from '../../test/support/test-app.ts';
import { routePattern } from './route-pattern.ts';

test('who reads an address that takes only forms comes to the page above it', async (t) => {
  const { app } = await createTestApp(t);
  const to = async (url: string, method: 'GET' | 'HEAD' | 'PUT' = 'GET') => {
    const { statusCode, headers } = await app.inject({ method, url, headers: { accept: 'text/html' } });
    return statusCode === 303 ? headers.location : statusCode;
  };
  for (const [address, page] of [
    ['/questions/tea%20time/votes?x=1', '/questions/tea%20time'],
    ['/questions/tea/proof/head', '/questions/tea/proof'],
    ['/organise/questions/tea/publish', '/organise'],
    ['/organise/people/7/role', '/organise/people'],
    ['/account/sessions/end', '/account'],
    ['/language', '/'],
  ] as const)
    assert.equal(await to(address), page);
  assert.equal(await to('/questions/tea/votes', 'HEAD'), '/questions/tea');

  const routes = listRoutes(app).filter(({ path }) => !path.startsWith('/api/'));
  const read = new Set(routes.filter(({ method }) => method === 'GET').map(({ path }) => path));
  const forms = routes.filter(({ method, path }) => method === 'POST' && !read.has(path));
  assert.ok(forms.length > 10, JSON.stringify(forms));
  const pages = [...read].map(routePattern);
  for (const { path } of forms) {
    const page = await to(path.replaceAll(/:[a-z]+/g, '1'));
    assert.ok(
      pages.some((pattern) => pattern.test(String(page))),
      `${path}: ${page}`,
    );
  }

  assert.equal(await to('/questions/tea/votes', 'PUT'), 404, 'nothing else is led on');
  assert.equal(await to('/questions/tea/nothing'), 404);
  assert.equal(await to('/api/v1/questions/tea/votes'), 405);
});
