import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { after, describe, it } from 'node:test';
import type { FastifyInstance, RouteOptions } from 'fastify';
import type { AccountRole } from '#src/database/models/account.ts';
import { createAccessToken } from '#src/features/accounts/access-token-store.ts';
import { type Scope, scopes, scopesOf } from '#src/features/accounts/scopes.ts';
import { findSession, openSession } from '#src/features/accounts/session-store.ts';
import { lightAccount } from '../../../test/support/light-account.ts';
import { createTestApp } from '../../../test/support/test-app.ts';

const roles = ['voter', 'organiser', 'administrator'] as const;

/** What must hold: the least role for routes that look so, and the scope that a token needs there; null is for sessions alone. */
const rules: [pattern: RegExp, least: AccountRole, scope?: Scope | null][] = [
  [/^\w+ \/organise\/people(\/|$)/, 'administrator'],
  [/^\w+ \/organise(\/|$)/, 'organiser'],
  [/^\w+ \/observatory(\/|$)/, 'administrator'],
  [/^\w+ \/account(\/|$)/, 'voter'],
  [/^POST \/questions\/:slug\/reaction$/, 'voter'],
  [/^(PUT|DELETE) \/api\/v1\/questions\/:slug\/reaction$/, 'voter', 'votes:write'],
  [/^(GET|PATCH) \/api\/v1\/accounts(\/|$)/, 'administrator', null],
  [/^\w+ \/api\/v1\/(account|tokens)(\/|$)/, 'voter', null],
  [/^(GET \/api\/v1\/sessions|DELETE \/api\/v1\/sessions(\/:id)?)$/, 'voter', null],
  [/^\w+ \/api\/v1\/exports(\/|$)/, 'organiser', 'exports:write'],
  [/^POST \/api\/v1\/questions(\/:slug\/(publish|close))?$/, 'organiser', 'questions:write'],
  [/^(PUT|DELETE) \/api\/v1\/questions\/:slug$/, 'organiser', 'questions:write'],
  [/^POST \/questions\/:slug\/proof\/head$/, 'organiser'],
  [/^POST \/api\/v1\/questions\/:slug\/proof\/head$/, 'organiser', 'questions:write'],
];

interface GuardedRoute {
  route: string;
  least: AccountRole | undefined;
  /** Scopes in its OpenAPI entry. */
  needed: readonly string[];
}

const listOf = <T>(value: T | T[] | undefined): T[] => (value === undefined ? [] : ([value].flat() as T[]));

/** The least role that the guards of a route ask for. */
function guardOf(app: FastifyInstance, { onRequest, preValidation, preHandler }: RouteOptions) {
  const hooks: unknown[] = [...listOf(onRequest), ...listOf(preValidation), ...listOf(preHandler)];
  if (hooks.includes(app.requireAdministrator)) return 'administrator';
  if (hooks.includes(app.requireOrganiser)) return 'organiser';
  return hooks.includes(app.requireAccount) ? 'voter' : undefined;
}

/** How often something that was sent was held against its schema. */
let looked = 0;

/** The application with all its routes, which take any body: what counts here is who asks. */
async function openApp() {
  const found: GuardedRoute[] = [];
  const collect = (message: unknown) => {
    (message as { fastify: FastifyInstance }).fastify.addHook('onRoute', function onRoute(options) {
      options.validatorCompiler = () => () => {
        looked += 1;
        return true;
      };
      const security =
        (options.schema as { security?: Record<string, string[]>[] } | undefined)?.security ?? [];
      for (const method of listOf(options.method).filter((name) => name !== 'HEAD' && name !== 'OPTIONS'))
        found.push({
          route: `${method} ${options.url}`,
          least: guardOf(this as FastifyInstance, options),
          needed: security.find(({ bearer }) => bearer)?.bearer ?? [],
        });
    });
  };
  subscribe('fastify.initialization', collect);
  const test = await createTestApp({ after: (step) => after(step as () => Promise<void>) });
  await test.app.ready();
  unsubscribe('fastify.initialization', collect);
  return { ...test, routes: found };
}

const { app, database, routes } = await openApp();
const guarded = routes.filter(({ least }) => least);
const sessionOf = async (role: AccountRole) => {
  const account = await database.accounts.findOne({ where: { name: role }, rejectOnEmpty: true });
  return openSession(database, account);
};
const tokens = new Map<string, string>();
for (const role of roles) {
  await lightAccount(database, { name: role, password: 'correct horse', role });
  const identity = await findSession(database, await sessionOf(role));
  assert.ok(identity);
  for (const scope of scopesOf(role)) {
    const { token } = await createAccessToken(database, identity, {
      name: scope,
      scopes: [scope],
      expiresOn: null,
    });
    tokens.set(`${role} ${scope}`, token);
  }
}

/** An address of the route where there is nothing, so that those who may do something do no harm. */
function addressOf(route: string) {
  const [method = '', path = ''] = route.split(' ');
  const number = /people|accounts/.test(path);
  const url = path
    .replace(':position', '1')
    .replace(':id', number ? '2147483647' : path.includes('traces') ? 'ab'.repeat(16) : randomUUID())
    .replaceAll(/:\w+/g, 'nowhere');
  return { method: method as 'GET', url };
}

const allows = (least: AccountRole | undefined, role: AccountRole) =>
  least !== undefined && roles.indexOf(role) >= roles.indexOf(least);
const takes = { voter: 'an account', organiser: 'an organiser', administrator: 'an administrator' };

async function callApi(route: string, token?: string) {
  const address = addressOf(route);
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const payload = address.method === 'GET' ? {} : { payload: {} };
  const { statusCode, body, headers: answered } = await app.inject({ ...address, ...payload, headers });
  return {
    statusCode,
    kept: answered['cache-control'] !== 'no-store',
    refused: statusCode === 401 || (statusCode === 403 && !body.includes('wrong-password')),
  };
}

const loginForm = await app.inject({ url: '/login' });
const csrfCookie = loginForm.cookies.find(({ name }) => name === '_csrf')?.value ?? '';
const csrfToken = /name="_csrf" value="([^"]*)"/.exec(loginForm.body)?.[1] ?? '';

/** Asks the API with a session in a cookie, as a browser would send it along whoever made it ask. */
async function callApiAsBrowser(route: string, session: string, api: string) {
  const { method, url } = addressOf(route);
  const { statusCode } = await app.inject({ method, url: url.replace('/api/', api), cookies: { session } });
  return statusCode;
}

async function callPage(route: string, session?: string, _csrf = csrfToken) {
  const address = addressOf(route);
  const headers = { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
  const payload = address.method === 'GET' ? {} : { payload: new URLSearchParams({ _csrf }).toString() };
  const cookies = { _csrf: csrfCookie, ...(session !== undefined && { session }) };
  const answer = await app.inject({ ...address, ...payload, headers, cookies });
  const sent = String(answer.headers.location).startsWith('/login?next=');
  return { ...answer, refused: sent || answer.statusCode === 401 || answer.statusCode === 403 };
}

describe('who may do what', () => {
  it('is as laid down, for every route of each kind', () => {
    for (const [pattern, least, scope] of rules) {
      const alike = routes.filter(({ route }) => rules.find(([first]) => first.test(route))?.[0] === pattern);
      assert.ok(alike.length > 0, String(pattern));
      for (const route of alike) {
        assert.equal(route.least, least, route.route);
        if (scope !== undefined) assert.deepEqual(route.needed, scope === null ? [] : [scope], route.route);
      }
    }
  });

  for (const { route, least, needed } of guarded.filter(({ route }) => route.includes(' /api/'))) {
    it(`${route} takes ${takes[least ?? 'voter']}`, async () => {
      const before = looked;
      assert.equal((await callApi(route)).statusCode, 401);
      assert.equal((await callApi(route, 'unknown')).statusCode, 401);
      assert.equal(looked, before, 'a stranger learns what is wrong with what was sent');
      for (const role of roles) {
        const { refused, statusCode, kept } = await callApi(route, await sessionOf(role));
        assert.equal(refused, !allows(least, role), `${role}: ${statusCode}`);
        assert.equal(kept, false, `${role}: kept by a cache`);
        for (const scope of scopesOf(role)) {
          const { refused, statusCode } = await callApi(route, tokens.get(`${role} ${scope}`));
          const passes = needed.includes(scope) && allows(least, role);
          assert.equal(refused, !passes, `${role} with a token for ${scope}: ${statusCode}`);
        }
      }
      for (const api of ['/api/', '/%61pi/', '/a%70%69/'])
        assert.equal(await callApiAsBrowser(route, await sessionOf('administrator'), api), 401, api);
    });
  }

  for (const { route, least } of guarded.filter(({ route }) => !route.includes(' /api/'))) {
    it(`${route} takes ${takes[least ?? 'voter']}`, async () => {
      const before = looked;
      assert.ok((await callPage(route)).refused);
      assert.equal(looked, before, 'a stranger learns what is wrong with what was sent');
      for (const role of roles) {
        const { refused, statusCode, headers } = await callPage(route, await sessionOf(role));
        assert.equal(refused, !allows(least, role), `${role}: ${statusCode}`);
        assert.equal(headers['cache-control'], 'no-store', role);
      }
      const token = await callPage(route, tokens.get('administrator questions:write'));
      assert.ok(token.refused, 'an access token is no cookie');
    });
  }

  it('is nothing that a form without its token does, but to choose a language', async () => {
    const forms = routes.filter(({ route }) => /^(?!GET)\w+ (?!\/api\/)/.test(route));
    const taken = [];
    for (const { route } of forms)
      if ((await callPage(route, await sessionOf('administrator'), '')).statusCode !== 403) taken.push(route);
    assert.ok(forms.length > 20, `${forms.length} forms`);
    assert.deepEqual(taken, ['POST /language']);
  });

  it('knows no scope that opens nothing, and no other', () => {
    assert.deepEqual(new Set(routes.flatMap(({ needed }) => needed)), new Set(scopes));
  });

  it('says what a token lacks', async () => {
    const headers = { authorization: `Bearer ${tokens.get('organiser questions:write')}` };
    const { statusCode, headers: answered } = await app.inject({ url: '/api/v1/exports', headers });
    assert.equal(statusCode, 403);
    assert.equal(answered['www-authenticate'], 'Bearer error="insufficient_scope", scope="exports:write"');
  });

  it('is less at once when the role of a token’s account is', async () => {
    const list = () => callApi('GET /api/v1/exports', tokens.get('organiser exports:write'));
    assert.equal((await list()).refused, false);
    await database.accounts.update({ role: 'voter' }, { where: { name: 'organiser' } });
    assert.equal((await list()).refused, true);
  });
});
