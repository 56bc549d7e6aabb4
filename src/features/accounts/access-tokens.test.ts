import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { dayOf } from '#src/features/accounts/hour.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const DAY = 86_400_000;

describe('access tokens', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let session: { authorization: string };
  before(async () => {
    test = await createTestApp(cleanup);
    session = await test.organiser('ada');
  });

  const asked = { name: 'nightly', scopes: ['exports:write'] };
  const create = (payload: object, headers = session) =>
    test.app.inject({ method: 'POST', url: '/api/v1/tokens', headers, payload });
  const listExports = (token: string) =>
    test.app.inject({ url: '/api/v1/exports', headers: { authorization: `Bearer ${token}` } });
  const list = async () =>
    (await test.app.inject({ url: '/api/v1/tokens', headers: session })).json<{
      tokens: Record<string, unknown>[];
    }>().tokens;

  it('are shown once, kept as a hash, used and revoked', async () => {
    const made = await create(asked);
    assert.equal(made.statusCode, 201);
    const { token, id, ...shown } = made.json();
    assert.match(token, /^tsp_[\w-]{43}$/);
    const today = dayOf(Date.now());
    assert.deepEqual(shown, { ...asked, created_on: today, expires_on: null, last_used_on: null });
    const stored = JSON.stringify(await test.database.accessTokens.findAll());
    assert.ok(!stored.includes(token.slice(4)));
    assert.equal((await listExports(token)).statusCode, 200);
    assert.deepEqual(await list(), [{ id, ...shown, last_used_on: today }]);
    const url = `/api/v1/tokens/${id}`;
    const others = await test.organiser('mallory');
    assert.equal((await test.app.inject({ method: 'DELETE', url, headers: others })).statusCode, 404);
    assert.equal((await test.app.inject({ method: 'DELETE', url, headers: session })).statusCode, 204);
    assert.equal((await listExports(token)).statusCode, 401);
    assert.deepEqual(await list(), []);
  });

  it('are shown again where the same form is sent again, and made once', async () => {
    const visitor = new PageVisitor(test);
    visitor.cookies.set('session', session.authorization.replace('Bearer ', ''));
    const [, form = ''] = /name="form" value="([^"]+)"/.exec((await visitor.get('/account')).body) ?? [];
    const send = async (fields: object = {}) => {
      const sent = { name: 'twice', scopes: 'exports:write', days: '7', form, ...fields };
      return /tsp_[\w-]{43}/.exec((await visitor.post('/account/tokens', sent)).body)?.[0];
    };
    const [first, again] = await Promise.all([send(), send()]);
    assert.ok(first && (await listExports(first)).statusCode === 200);
    assert.equal(again, first);
    assert.equal(await send(), first);
    assert.equal((await list()).filter(({ name }) => name === 'twice').length, 1);
    assert.equal(await send({ days: '30' }), undefined, 'another form of the same name is refused');
    assert.notEqual(await send({ name: 'other' }), first);
    const mallory = new PageVisitor(test);
    const { authorization } = await test.organiser('eve');
    mallory.cookies.set('session', authorization.replace('Bearer ', ''));
    const sent = { name: 'twice', scopes: 'exports:write', days: '7', form };
    const { body } = await mallory.post('/account/tokens', sent);
    assert.ok(/tsp_/.test(body) && !body.includes(first), 'nobody else gets it with the same form');
  });

  it('end with the last day of theirs', async (t) => {
    const today = dayOf(Date.now());
    const { token } = (await create({ ...asked, name: 'short', expires_on: today })).json();
    assert.equal((await listExports(token)).statusCode, 200);
    t.mock.timers.enable({ apis: ['Date'], now: Date.now() + DAY });
    assert.equal((await listExports(token)).statusCode, 401);
  });

  it('say which field will not do, and why', async () => {
    await create({ ...asked, name: 'taken' });
    const faultOf = async (payload: object, headers = session) => {
      const answer = await create({ ...asked, ...payload }, headers);
      const { errors } = answer.json<{ errors: { pointer: string; detail: string }[] }>();
      return [answer.statusCode, errors[0]?.pointer, errors[0]?.detail];
    };
    const voter = await test.organiser('val', 'voter');
    const refused = [
      [await faultOf({ name: ' \u0000 ' }), 422, '/body/name', 'Say what the token is for.'],
      [await faultOf({ name: 'x'.repeat(81) }), 422, '/body/name', 'Use at most 80 characters.'],
      [await faultOf({ name: 'taken' }), 409, '/body/name', 'You have a token of this name already.'],
      [await faultOf({ scopes: [] }), 422, '/body/scopes', 'Choose at least one.'],
      [await faultOf({}, voter), 422, '/body/scopes', 'Your role does not allow that.'],
      [
        await faultOf({ expires_on: '2020-01-01' }),
        422,
        '/body/expires_on',
        'The day must not be in the past.',
      ],
    ] as const;
    for (const [found, ...expected] of refused) assert.deepEqual(found, expected);
    assert.equal((await create({ ...asked, scopes: ['accounts:write'] })).statusCode, 400);
    assert.equal((await create({ ...asked, expires_on: '2031-02-30' })).statusCode, 400);
  });

  it('are fifty of one account at most', async () => {
    const headers = await test.organiser('many');
    for (let n = 0; n < 45; n += 1)
      assert.equal((await create({ ...asked, name: `${n}` }, headers)).statusCode, 201);
    const atOnce = Array.from({ length: 8 }, (_, n) => create({ ...asked, name: `at once ${n}` }, headers));
    const answers = (await Promise.all(atOnce)).map(({ statusCode }) => statusCode);
    assert.deepEqual(answers.toSorted(), [201, 201, 201, 201, 201, 422, 422, 422]);
    assert.equal((await create({ ...asked, name: 'next' }, headers)).statusCode, 422);
  });

  it('read what anybody may without being anybody, and do nothing they were not made for', async () => {
    const { token } = (await create({ name: 'exports only', scopes: ['exports:write'] })).json();
    const headers = { authorization: `Bearer ${token}` };
    const { slug, choices } = await test.published({ policy: 'browser' });
    const read = await test.app.inject({ url: `/api/v1/questions/${slug}`, headers });
    assert.equal(read.statusCode, 200);
    const draft = await test.app.inject({
      method: 'POST',
      url: '/api/v1/questions',
      headers: session,
      payload: { text: 'Draft?', choices: ['a', 'b'] },
    });
    const url = `/api/v1/questions/${draft.json().slug}`;
    assert.equal((await test.app.inject({ url, headers })).statusCode, 404);
    const reader = (await create({ name: 'reader', scopes: ['questions:read'] })).json().token;
    const seen = await test.app.inject({ url, headers: { authorization: `Bearer ${reader}` } });
    assert.equal(seen.statusCode, 200);
    const vote = {
      method: 'POST' as const,
      url: `/api/v1/questions/${slug}/votes`,
      payload: { choices: [choices[0]] },
    };
    const refused = await test.app.inject({ ...vote, headers });
    assert.deepEqual(
      [refused.statusCode, refused.json().type],
      [403, 'urn:tallyscope:problem:insufficient-scope'],
    );
    const voter = (await create({ name: 'voter', scopes: ['votes:write'] })).json().token;
    const taken = await test.app.inject({ ...vote, headers: { authorization: `Bearer ${voter}` } });
    assert.equal(taken.statusCode, 201);
  });

  it('are made, shown once and revoked in the browser', async () => {
    await createAccount(test.database, { name: 'grace', password: 'correct horse', role: 'organiser' });
    const visitor = new PageVisitor(test);
    await visitor.logIn('grace');
    assert.match((await visitor.get('/account')).body, /You have no access tokens/);
    const refused = await visitor.post('/account/tokens', { name: 'Backup', days: '30' });
    assert.equal(refused.status, 422);
    assert.match(refused.body, /id="scopes-error">.*Choose at least one\./);
    assert.match(refused.body, /id="name" name="name"[^>]*value="Backup"/);
    const form = { name: 'Backup', scopes: ['exports:write', 'results:read'], days: '30' };
    const made = await visitor.post('/account/tokens', form);
    assert.equal(made.status, 201);
    const [, token = ''] = /<code>(tsp_[\w-]{43})<\/code>/.exec(made.body) ?? [];
    assert.equal((await listExports(token)).statusCode, 200);
    const page = (await visitor.get('/account')).body;
    assert.doesNotMatch(page, /tsp_[\w-]{43}/);
    const stored = await test.database.accessTokens.findOne({
      where: { name: 'Backup' },
      rejectOnEmpty: true,
    });
    assert.equal(stored.expiresOn, dayOf(Date.now() + 30 * DAY));
    // The same form once more, as when somebody reloads the page, makes no second one.
    assert.equal((await visitor.post('/account/tokens', form)).status, 422);
    const [action = ''] = /\/account\/tokens\/[\w-]{36}\/revoke/.exec(page) ?? [];
    assert.equal((await visitor.post(action)).location, '/account');
    assert.equal((await listExports(token)).statusCode, 401);
  });

  it('offer a voter what a voter can use', async () => {
    await createAccount(test.database, { name: 'victor', password: 'correct horse', role: 'voter' });
    const visitor = new PageVisitor(test);
    await visitor.logIn('victor');
    const { body } = await visitor.get('/account');
    const offered = [...body.matchAll(/name="scopes" value="([^"]*)"/g)].map(([, scope]) => scope);
    assert.deepEqual(offered, ['votes:write']);
  });
});
