import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createAccount } from '#src/features/accounts/account-store.ts';
import { hashPassword, verifyPassword } from '#src/features/accounts/password.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('passwords', () => {
  it('are hashed with argon2id, each time differently, and verified', async () => {
    const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    assert.notEqual(one, two);
    assert.equal(await verifyPassword('correct horse', one), true);
    assert.equal(await verifyPassword('wrong horse', one), false);
    assert.equal(await verifyPassword('correct horse', 'plain'), false);
  });
});

describe('sessions', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
    await createAccount(test.database, { name: 'Grace', password: 'correct horse', role: 'organiser' });
    await createAccount(test.database, { name: 'victor', password: 'correct horse', role: 'voter' });
  });

  const logIn = (name: string, password: string) =>
    test.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { name, password } });
  const listExports = (token: string) =>
    test.app.inject({ url: '/api/v1/exports', headers: { authorization: `Bearer ${token}` } });

  it('open with name and password, without regard to case, and end on request', async () => {
    const opened = await logIn('GRACE', 'correct horse');
    assert.equal(opened.statusCode, 201);
    const { token } = opened.json<{ token: string }>();
    assert.equal((await listExports(token)).statusCode, 200);
    const headers = { authorization: `Bearer ${token}` };
    await test.app.inject({ method: 'DELETE', url: '/api/v1/sessions/current', headers });
    assert.equal((await listExports(token)).statusCode, 401);
  });

  it('give one answer to a wrong password and an unknown name', async () => {
    const [wrong, unknown] = [await logIn('grace', 'wrong horse'), await logIn('nobody', 'wrong horse')];
    assert.equal(wrong.statusCode, 401);
    assert.deepEqual(wrong.json(), unknown.json());
  });

  it('keep no token in the database, and expire', async () => {
    const { token } = (await logIn('grace', 'correct horse')).json<{ token: string }>();
    const rows = await test.database.sessions.findAll();
    assert.ok(rows.every(({ tokenHash }) => !tokenHash.toString('base64url').includes(token)));
    await test.database.sessions.update({ lastSeenAt: new Date(0) }, { where: {} });
    assert.equal((await listExports(token)).statusCode, 401);
  });

  it('of a voter do not open the organiser area', async () => {
    const { token } = (await logIn('victor', 'correct horse')).json<{ token: string }>();
    assert.equal((await listExports(token)).statusCode, 403);
  });

  it('are refused for a while after ten attempts a minute', async () => {
    const strict = await createTestApp(cleanup);
    const attempt = () =>
      strict.app.inject({
        method: 'POST',
        url: '/api/v1/sessions',
        payload: { name: 'grace', password: 'guess' },
      });
    for (let n = 0; n < 10; n += 1) assert.equal((await attempt()).statusCode, 401);
    const eleventh = await attempt();
    assert.equal(eleventh.statusCode, 429);
    assert.ok(Number(eleventh.headers['retry-after']) > 0);
  });

  it('refuse names and passwords that will not do', async () => {
    const create = (name: string, password: string) =>
      createAccount(test.database, { name, password, role: 'organiser' });
    await assert.rejects(create('grace', 'correct horse'), /already/);
    await assert.rejects(create('no spaces please', 'correct horse'), /A name has/);
    await assert.rejects(create('henry', 'short'), /at least 10/);
  });
});
