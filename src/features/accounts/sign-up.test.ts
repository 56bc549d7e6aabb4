import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const password = 'correct horse';

describe('signing up', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let closed: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
    closed = await createTestApp(cleanup, { SIGN_UP: 'closed' });
  });
  const signUp = (payload: object, { app } = test) =>
    app.inject({ method: 'POST', url: '/api/v1/accounts', payload });

  it('makes a voter of whoever asks, under a name in one form', async () => {
    const answer = await signUp({ name: ' Ada.Lovelace ', password });
    assert.equal(answer.statusCode, 201);
    const { name, role, created_on } = answer.json();
    assert.deepEqual({ name, role }, { name: 'ada.lovelace', role: 'voter' });
    assert.match(created_on, /^\d{4}-\d\d-\d\d$/);
    assert.equal((await signUp({ name: 'role', password, role: 'administrator' })).statusCode, 400);
    assert.equal(await test.database.accounts.count({ where: { name: 'role' } }), 0);
  });

  it('says which field will not do, and why', async () => {
    await signUp({ name: 'taken', password });
    const faultOf = async (payload: object) => {
      const answer = await signUp(payload);
      const { type, errors } = answer.json<{ type: string; errors: { pointer: string; detail: string }[] }>();
      return [answer.statusCode, type.split(':').at(-1), errors[0]?.pointer];
    };
    assert.deepEqual(await faultOf({ name: 'TAKEN', password }), [409, 'name-taken', '/body/name']);
    for (const name of ['', 'no spaces please', '\u0000', '.dot', 'x'.repeat(65), '\ud800'])
      assert.deepEqual(await faultOf({ name, password }), [422, 'invalid-account', '/body/name'], name);
    for (const bad of ['short', 'New.Person.1', '']) {
      const answer = await faultOf({ name: 'new.person.1', password: bad });
      assert.deepEqual(answer, [422, 'invalid-account', '/body/password'], bad);
    }
  });

  it('gives one of many who ask for the same name at once an account', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => signUp({ name: 'race', password })));
    const statuses = answers.map(({ statusCode }) => statusCode).toSorted();
    assert.deepEqual(statuses, [201, ...Array<number>(7).fill(409)]);
  });

  it('in the browser logs in, and goes on to where a link led', async () => {
    const visitor = new PageVisitor(test);
    assert.match((await visitor.get('/')).body, /href="\/signup"/);
    const next = '/questions/lunch';
    assert.match((await visitor.get(`/signup?next=${next}`)).body, /name="next" value="\/questions\/lunch"/);
    const done = await visitor.post('/signup', { username: 'grace', password, next });
    assert.deepEqual([done.status, done.location], [303, next]);
    const page = await visitor.get('/account');
    assert.equal(page.status, 200);
    assert.match(page.body, /Welcome\. Your account is made/);
    assert.equal((await visitor.get('/signup')).location, '/account');
  });

  it('in the browser leads to the one account where the form is sent twice', async () => {
    const form = { username: 'joan', password };
    const visitors = [new PageVisitor(test), new PageVisitor(test)];
    const answers = await Promise.all(visitors.map((visitor) => visitor.post('/signup', form)));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [303, 303],
    );
    for (const visitor of visitors) assert.equal((await visitor.get('/account')).status, 200);
    const other = new PageVisitor(test);
    const taken = await other.post('/signup', { ...form, password: 'another password' });
    assert.equal(taken.status, 422);
    assert.match(taken.body, /id="username-error"/);
    await test.database.accounts.update({ createdAt: new Date(0) }, { where: { name: 'joan' } });
    assert.equal((await other.post('/signup', form)).status, 422, 'later it is for the log-in page');
  });

  it('in the browser shows the form again, with the name and a sentence beside the field', async () => {
    const visitor = new PageVisitor(test);
    const { status, body } = await visitor.post('/signup', { username: 'hedy', password: 'short' });
    assert.equal(status, 422);
    assert.match(body, /id="password-error">.*Use at least 10 characters\./);
    assert.match(body, /name="username"[^>]*value="hedy"/);
    assert.doesNotMatch(body, /short/);
    const empty = await visitor.post('/signup', { username: ' ', password });
    assert.match(empty.body, /id="username-error">.*Choose a name\./);
  });

  it('can be closed: no link, no form, no account', async () => {
    const visitor = new PageVisitor(closed);
    assert.doesNotMatch((await visitor.get('/')).body, /href="\/signup"/);
    assert.doesNotMatch((await visitor.get('/login')).body, /href="\/signup/);
    const shown = await visitor.get('/signup');
    assert.equal(shown.status, 403);
    assert.match(shown.body, /Signing up is closed/);
    assert.doesNotMatch(shown.body, /type="password"/);
    assert.equal((await visitor.post('/signup', { username: 'eve', password })).status, 403);
    const answer = await signUp({ name: 'eve', password }, closed);
    assert.equal(answer.statusCode, 403);
    assert.equal(answer.json().type, 'urn:tallyscope:problem:sign-up-closed');
    assert.equal(await closed.database.accounts.count(), 0);
  });
});
