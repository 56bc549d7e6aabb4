import assert from 'node:assert/strict';
import diagnostics from 'node:diagnostics_channel';
import { before, describe, it } from 'node:test';
import Fastify, { type FastifyInstance, type InjectOptions, type RouteOptions } from 'fastify';
import { validation } from '#src/plugins/validation.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';

describe('what a request may hold', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });
  const vote = async (payload: object) => {
    const { slug } = await test.published();
    return test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
  };

  it('is JSON as it stands: no text for a number, no single value for a list', async () => {
    const { choices } = await test.published();
    for (const wrong of [[String(choices[0])], choices[0], [true], [null]]) {
      const refused = await vote({ choices: wrong });
      assert.equal(refused.statusCode, 400, JSON.stringify(wrong));
      assert.match(refused.json().errors[0].pointer, /^\/body\/choices/);
    }
  });

  it('has no field that the API does not know', async () => {
    const { slug, choices } = await test.published();
    const cast = (payload: object) =>
      test.app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
    const refused = await cast({ choices: [choices[0]], credentials: 'misspelt' });
    assert.equal(refused.statusCode, 400);
    assert.match(refused.json().errors[0].detail, /additional properties/);
    assert.equal((await cast({ choices: [choices[0]] })).statusCode, 201);
  });

  it('is text in an address, which becomes what is asked for, with its defaults', async () => {
    const list = await test.app.inject('/api/v1/questions?limit=1');
    assert.equal(list.statusCode, 200);
    assert.equal(list.json().questions.length, 1);
    assert.equal((await test.app.inject('/api/v1/questions?limit=one')).statusCode, 400);
  });
});

describe('the schemas of routes', () => {
  const cleanup = suiteCleanup();

  it('let nothing be of any type where they ask for nothing', async () => {
    const app = Fastify();
    await app.register(validation);
    app.route({ method: ['POST', 'DELETE'], url: '/api/plain', handler: () => 'done' });
    app.post('/api/body', { schema: { body: { type: 'object' } } }, () => 'done');
    const ask = async (options: InjectOptions) => (await app.inject(options)).statusCode;
    for (const method of ['POST', 'DELETE'] as const)
      for (const type of [
        'application/json',
        'application/octet-stream',
        'application/x-www-form-urlencoded',
      ])
        for (const length of [{ 'content-length': '0' }, {}]) {
          const headers = { 'content-type': type, ...length };
          assert.equal(await ask({ method, url: '/api/plain', headers }), 200, `${method} ${type}`);
        }
    const headers = { 'content-type': 'text/xml' };
    assert.equal(await ask({ method: 'POST', url: '/api/plain', headers, payload: '<a/>' }), 415);
    assert.equal(
      await ask({ method: 'POST', url: '/api/body', headers: { 'content-type': 'application/json' } }),
      400,
    );
    await app.close();
  });

  it('are compiled when they are first asked for', async () => {
    const app = Fastify();
    await app.register(validation);
    const nonsense = { type: 'nonsense' };
    app.post('/in', { schema: { body: nonsense } }, () => 'taken');
    app.get(
      '/out',
      { schema: { response: { 200: { type: 'object', properties: { a: nonsense } } } } },
      () => ({ a: 1 }),
    );
    await app.ready();
    assert.equal((await app.inject({ method: 'POST', url: '/in', payload: {} })).statusCode, 500);
    assert.equal((await app.inject('/out')).statusCode, 500);
    await app.close();
  });

  it('are all such as can be compiled, and those of the API take no unknown field', async () => {
    const routes: RouteOptions[] = [];
    const listen = (message: unknown) => {
      const { fastify } = message as { fastify: FastifyInstance };
      fastify.addHook('onRoute', (route) => void routes.push(route));
    };
    diagnostics.subscribe('fastify.initialization', listen);
    cleanup.after(() => void diagnostics.unsubscribe('fastify.initialization', listen));
    const { app } = await createTestApp(cleanup);
    await app.ready();
    const bodies = routes.filter(({ url, schema }) => url.startsWith('/api/') && schema?.body);
    assert.ok(bodies.length > 10, `${bodies.length} bodies`);
    for (const { url, schema } of bodies) {
      const { additionalProperties } = { ...(schema?.body as { additionalProperties?: boolean }) };
      assert.equal(additionalProperties, false, url);
    }
    const compiled = routes.flatMap(({ schema = {}, url }) => {
      const whole = { method: '', url };
      const { response = {}, params, querystring, headers, body } = schema;
      const taken = Object.entries({ params, querystring, headers, body }).filter(([, part]) => part);
      return [
        ...taken.map(([httpPart, part]) => app.validatorCompiler?.({ ...whole, httpPart, schema: part })),
        ...Object.values(response as Record<string, object>).map((part) =>
          app.serializerCompiler?.({ ...whole, schema: part }),
        ),
      ];
    });
    assert.ok(compiled.length > 200, `${compiled.length} schemas`);
    for (const use of compiled)
      try {
        use?.({});
      } catch (error) {
        // It is compiled: an empty object lacks what many an answer has to hold.
        assert.match(String(error), /is required!|does not match schema definition/);
      }
  });
});
