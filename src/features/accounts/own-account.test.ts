import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const old = 'correct horse';
const fresh = 'battery staple';

describe('the own account', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  const logIn = (name: string, password: string) =>
    test.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { name, password } });
  async function voter(name: string) {
    await createAccount(test.database, { name, password: old, role: 'voter' });
    const { token } = (await logIn(name, old)).json<{ token: string }>();
    return { authorization: `Bearer ${token}` };
  }
  async function visitorOf(name: string) {
    const visitor = new PageVisitor(test);
    await visitor.logIn(name, old);
    return visitor;
  }

  it('gets a new password through the API, which ends every session and gives one', async () => {
    const [headers, elsewhere] = [await voter('ada'), await voter('ada2')];
    const second = { authorization: `Bearer ${(await logIn('ada', old)).json().token}` };
    const change = (current_password: string, new_password: string) =>
      test.app.inject({
        method: 'PUT',
        url: '/api/v1/account/password',
        headers,
        payload: { current_password, new_password },
      });
    const wrong = await change('wrong horse', fresh);
    assert.deepEqual([wrong.statusCode, wrong.json().type], [403, 'urn:tallyscope:problem:wrong-password']);
    const short = await change(old, 'short');
    assert.deepEqual([short.statusCode, short.json().errors[0].pointer], [422, '/body/new_password']);
    const changed = await change(old, fresh);
    assert.equal(changed.statusCode, 200);
    const status = async (given: Record<string, string>) =>
      (await test.app.inject({ url: '/api/v1/account', headers: given })).statusCode;
    assert.equal(await status(headers), 401);
    assert.equal(await status(second), 401);
    assert.equal(await status({ authorization: `Bearer ${changed.json().token}` }), 200);
    assert.equal(await status(elsewhere), 200);
    assert.equal((await logIn('ada', old)).statusCode, 401);
    assert.equal((await logIn('ada', fresh)).statusCode, 201);
  });

  it('gets a new password in the browser, which stays logged in with a new session', async () => {
    await voter('grace');
    const [visitor, other] = [await visitorOf('grace'), await visitorOf('grace')];
    const before = visitor.cookies.get('session');
    const form = '/account/password';
    const wrong = await visitor.post(form, { current: 'wrong horse', new: fresh });
    assert.equal(wrong.status, 422);
    assert.match(wrong.body, /id="current-error">.*not your current password/);
    assert.match((await visitor.post(form, { current: '', new: fresh })).body, /Type your current password/);
    assert.match((await visitor.post(form, { current: old, new: 'x' })).body, /id="new-error">.*at least 10/);
    assert.equal((await visitor.post(form, { current: old, new: fresh })).location, '/account');
    assert.notEqual(visitor.cookies.get('session'), before);
    const page = await visitor.get('/account');
    assert.match(page.body, /Your password is changed/);
    assert.equal((await other.get('/account')).status, 303);
  });

  it('ends its sessions in the browser, one or all', async () => {
    await voter('henry');
    const [visitor, other] = [await visitorOf('henry'), await visitorOf('henry')];
    const ends = async () =>
      [
        ...(await visitor.get('/account')).body.matchAll(/action="(\/account\/sessions\/[\w-]{36}\/end)"/g),
      ].map(([, action]) => action ?? '');
    const all = await ends();
    // One of the API, and two browsers.
    assert.equal(all.length, 3);
    const mine = await test.database.sessions.findAll();
    assert.ok(mine.length >= 3);
    const current =
      /<bdi>[^<]*<\/bdi> <span class="badge badge-open">This session<\/span>[\s\S]*?sessions\/([\w-]{36})/;
    const [, ownId = ''] = current.exec((await visitor.get('/account')).body) ?? [];
    for (const action of all.filter((one) => !one.includes(ownId)))
      assert.equal((await visitor.post(action)).location, '/account');
    assert.equal((await other.get('/account')).status, 303);
    assert.equal((await ends()).length, 1);
    const elsewhere = await visitorOf('henry');
    assert.equal((await visitor.post('/account/sessions/end')).location, '/login');
    assert.equal((await elsewhere.get('/account')).status, 303);
    assert.equal(visitor.cookies.has('session'), false);
    assert.match((await visitor.get('/login')).body, /You are logged out everywhere/);
  });

  it('is deleted by who knows its password; what was voted stays counted', async () => {
    await voter('ida');
    const question = await test.published({ policy: 'browser' });
    const visitor = await visitorOf('ida');
    const vote = await visitor.post(`/questions/${question.slug}/votes`, {
      choices: String(question.choices[0]),
      ballot: 'one',
    });
    assert.equal(vote.status, 303);
    const page = await visitor.get('/account/delete');
    assert.match(page.body, /They stay counted/);
    assert.equal((await visitor.post('/account/delete', { current: 'wrong horse' })).status, 422);
    assert.equal((await visitor.post('/account/delete', { current: old })).location, '/');
    assert.match((await visitor.get('/')).body, /Your account is deleted\. Your ballots stay counted\./);
    assert.equal((await visitor.get('/account')).status, 303);
    assert.equal((await logIn('ida', old)).statusCode, 401);
    const results = await test.app.inject({ url: `/api/v1/questions/${question.slug}/results` });
    assert.equal(results.json().total, 1);
  });

  it('is deleted through the API as well', async () => {
    const headers = await voter('joan');
    const leave = (password: string) =>
      test.app.inject({ method: 'DELETE', url: '/api/v1/account', headers, payload: { password } });
    assert.equal((await leave('wrong horse')).statusCode, 403);
    assert.equal((await leave(old)).statusCode, 204);
    assert.equal((await leave(old)).statusCode, 401);
    assert.equal(await test.database.accounts.count({ where: { name: 'joan' } }), 0);
  });
});
