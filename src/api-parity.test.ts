import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listRoutes } from '../test/support/list-routes.ts';
import { createTestApp } from '../test/support/test-app.ts';

/** What is done in the browser, by the route that does it, and how a program does the same. */
const capabilities: Readonly<Record<string, readonly string[]>> = {
  'GET /': ['GET /questions', 'GET /visitors'],
  'GET /questions/:slug': ['GET /questions/{slug}'],
  'GET /q/:id': ['GET /questions/{slug}'],
  'POST /questions/:slug/votes': ['POST /questions/{slug}/votes'],
  'POST /questions/:slug/reaction': [
    'GET /questions/{slug}/reaction',
    'PUT /questions/{slug}/reaction',
    'DELETE /questions/{slug}/reaction',
  ],
  'GET /questions/:slug/results': ['GET /questions/{slug}/results', 'GET /questions/{slug}/timeline'],
  'GET /questions/:slug/live': ['GET /questions/{slug}/results/live'],
  'GET /questions/:slug/proof': ['GET /questions/{slug}/proof', 'GET /questions/{slug}/proof/consistency'],
  'GET /questions/:slug/proof/bundle': ['GET /questions/{slug}/proof/bundle'],
  'POST /questions/:slug/proof/head': ['POST /questions/{slug}/proof/head'],
  'GET /.well-known/tallyscope-keys.json': ['GET /signing-keys'],
  'GET /receipt': ['POST /receipts'],
  'POST /receipt': ['POST /receipts'],
  'GET /signup': ['POST /accounts'],
  'POST /signup': ['POST /accounts'],
  'GET /login': ['POST /sessions'],
  'POST /login': ['POST /sessions'],
  'POST /logout': ['DELETE /sessions/current'],
  'GET /account': ['GET /account', 'GET /sessions', 'GET /tokens'],
  'POST /account/password': ['PUT /account/password'],
  'POST /account/sessions/end': ['DELETE /sessions'],
  'POST /account/sessions/:id/end': ['DELETE /sessions/{id}'],
  'GET /account/delete': ['DELETE /account'],
  'POST /account/delete': ['DELETE /account'],
  'POST /account/tokens': ['POST /tokens'],
  'POST /account/tokens/:id/revoke': ['DELETE /tokens/{id}'],
  'GET /organise': ['GET /organise/questions'],
  'GET /organise/people': ['GET /accounts'],
  'POST /organise/people/:id/role': ['PATCH /accounts/{id}'],
  'GET /organise/questions/new': ['POST /questions'],
  'POST /organise/questions/new': ['POST /questions'],
  'GET /organise/questions/:slug/edit': ['GET /questions/{slug}'],
  'POST /organise/questions/:slug/edit': ['PUT /questions/{slug}'],
  'POST /organise/questions/:slug/publish': ['POST /questions/{slug}/publish'],
  'GET /organise/questions/:slug/close': ['POST /questions/{slug}/close'],
  'POST /organise/questions/:slug/close': ['POST /questions/{slug}/close'],
  'GET /organise/questions/:slug/credentials': ['GET /questions/{slug}/credentials'],
  'POST /organise/questions/:slug/credentials': ['POST /questions/{slug}/credentials'],
  'POST /organise/questions/:slug/credentials/replace': ['POST /questions/{slug}/credentials/replace'],
  'GET /organise/questions/:slug/credentials/revoke': ['DELETE /questions/{slug}/credentials'],
  'POST /organise/questions/:slug/credentials/revoke': ['DELETE /questions/{slug}/credentials'],
  'GET /organise/questions/:slug/preview': ['GET /questions/{slug}'],
  'GET /organise/questions/:slug/preview/ballot': ['GET /questions/{slug}'],
  'GET /organise/questions/:slug/share': ['GET /questions/{slug}'],
  'GET /organise/questions/:slug/qr.:format': ['GET /questions/{slug}'],
  'GET /organise/questions/:slug/duplicate': ['POST /questions/{slug}/duplicate'],
  'POST /organise/questions/:slug/duplicate': ['POST /questions/{slug}/duplicate'],
  'GET /organise/questions/:slug/delete': ['DELETE /questions/{slug}'],
  'POST /organise/questions/:slug/delete': ['DELETE /questions/{slug}'],
  'POST /organise/questions/:slug/archive': ['POST /questions/{slug}/archive'],
  'POST /organise/questions/:slug/unarchive': ['POST /questions/{slug}/unarchive'],
  'GET /organise/questions/:slug/votes.csv': ['GET /questions/{slug}/votes.csv'],
  'GET /organise/log': ['GET /audit-log'],
  'GET /organise/exports': ['GET /exports'],
  'GET /organise/exports/new': ['POST /exports'],
  'POST /organise/exports/new': ['POST /exports'],
  'GET /organise/exports/:id': ['GET /exports/{id}', 'GET /exports/{id}/objects', 'GET /exports/{id}/files'],
  'POST /organise/exports/:id/retry': ['POST /exports/{id}/retry'],
  'GET /organise/exports/:id/objects/:position': ['GET /exports/{id}/objects/{position}'],
  'GET /organise/exports/:id/files/:position': ['GET /exports/{id}/files/{position}'],
};

/** Other ways to show what has its line above, or to ask Prometheus and Tempo, which have interfaces of their own. */
const views = [
  'GET /questions/:slug/present',
  'GET /embed/questions/:slug',
  'GET /organise/exports/:id/live',
  'GET /observatory',
  'GET /observatory/traces/:id',
  'POST /language',
];
/** For machines to begin with. */
const machines = /^GET \/(api\/v1\/|docs|healthz|readyz|version|\*)/;

test('whatever a browser can do, a program can do as well, and the API says how', async (t) => {
  const { app } = await createTestApp(t);
  const { paths } = (await app.inject('/api/v1/openapi.json')).json() as {
    paths: Record<string, Record<string, unknown>>;
  };
  const documented = new Set(
    Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
    ),
  );
  const web = listRoutes(app)
    .map(({ method, path }) => `${method} ${path}`)
    .filter((route) => !/ \/api\/v1\//.test(route) && !machines.test(route) && !views.includes(route));
  assert.ok(web.includes('POST /questions/:slug/votes') && web.length > 40, web.join('\n'));
  assert.deepEqual(
    web.filter((route) => !capabilities[route]),
    [],
    'nobody says how a program does these',
  );
  const missing = web.flatMap((route) => (capabilities[route] ?? []).filter((call) => !documented.has(call)));
  assert.deepEqual(missing, [], 'the API does not document these');
});
