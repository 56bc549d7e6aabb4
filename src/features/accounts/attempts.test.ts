import assert from 'node:assert/strict';
import { before, describe, it, mock } from 'node:test';
import { Attempts, TooManyAttempts } from '#src/features/accounts/attempts.ts';
import { lightAccount } from '../../../test/support/light-account.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

const MINUTE = 60_000;
const limit = { kind: 'test', max: 3, window: MINUTE };

describe('attempts', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    // No window ends while attempts are counted.
    mock.timers.enable({ apis: ['Date'], now: Date.UTC(2031, 0, 1, 10, 1) });
    cleanup.after(() => mock.timers.reset());
    test = await createTestApp(cleanup, { TRUSTED_PROXIES: '127.0.0.1' });
    for (const name of ['ada', 'grace', 'hedy', 'ida'])
      await lightAccount(test.database, { name, password: 'correct horse', role: 'voter' });
  });

  const logIn = (name: string, password: string, address = '198.51.100.1') =>
    test.app.inject({
      method: 'POST',
      url: '/api/v1/sessions',
      payload: { name, password },
      headers: { 'x-forwarded-for': address },
    });

  it('are counted by all replicas together, however many come at once', async () => {
    const replicas = [new Attempts(test.database, 'secret'), new Attempts(test.database, 'secret')];
    const now = Date.UTC(2031, 0, 1, 0, 0, 45);
    await replicas[0]?.count([[limit, 'x']], now);
    const holder = await test.database.sequelize.transaction();
    await test.database.sequelize.query('SELECT FROM attempts FOR UPDATE', { transaction: holder });
    const tries = Array.from({ length: 5 }, (_, n) => replicas[n % 2]?.count([[limit, 'x']], now));
    const ended = Promise.allSettled(tries);
    // Each of them began before any other was counted.
    await untilLocked(test.database, 5);
    await holder.commit();
    const outcomes = await ended;
    const refused = outcomes
      .filter(({ status }) => status === 'rejected')
      .map((one) => 'reason' in one && one.reason);
    assert.equal(refused.length, 3);
    for (const error of refused)
      assert.ok(error instanceof TooManyAttempts && error.retryAfterSeconds === 15);
    await replicas[0]?.count([[limit, 'y']], now);
    await replicas[0]?.count([[limit, 'x']], now + 15_000);
    const reached = { ...limit, max: 0 };
    const both = [[{ ...reached, window: 3 * MINUTE }, 'z'] as const, [reached, 'z'] as const];
    await assert.rejects(async () => replicas[0]?.count(both, now + 15_000), { retryAfterSeconds: 120 });
  });

  it('are taken back where they turned out well', async () => {
    const attempts = new Attempts(test.database, 'secret');
    for (let n = 0; n < 10; n += 1)
      await (
        await attempts.count([
          [limit, 'good'],
          [limit, 'well'],
        ])
      )();
    await attempts.forgive([limit, 'good']);
    for (let n = 0; n < 3; n += 1) await attempts.count([[limit, 'good']]);
    await assert.rejects(attempts.count([[limit, 'good']]), TooManyAttempts, 'none was left to forgive');
  });

  it('leave nothing behind once their window is over', async () => {
    await test.database.sequelize.query(
      `INSERT INTO attempts VALUES (decode(repeat('ab', 32), 'hex'), 1, date_trunc('hour', now() - interval '1 hour', 'UTC'))`,
    );
    await new Attempts(test.database, 'secret').count([[limit, 'next']]);
    const [left] = await test.database.sequelize.query('SELECT 1 FROM attempts WHERE expires_at <= now()');
    assert.deepEqual(left, []);
    await new Attempts(test.database, 'secret').count([[limit, 'late']], Date.UTC(2033, 0, 1, 10, 30));
    const [kept] = await test.database.sequelize.query(
      `SELECT FROM attempts WHERE expires_at = '2033-01-01T11:00Z'`,
    );
    assert.equal(kept.length, 1, 'and are there until then');
  });

  it('to log in to one account from one address end after ten, which keeps out nobody elsewhere', async () => {
    for (let n = 0; n < 10; n += 1) assert.equal((await logIn('ada', 'wrong horse')).statusCode, 401);
    const refused = await logIn('Ada', 'correct horse');
    assert.equal(refused.statusCode, 429);
    assert.equal(refused.headers['retry-after'], String(14 * 60));
    assert.equal(refused.json().type, 'urn:tallyscope:problem:rate-limited');
    assert.equal((await logIn('ada', 'correct horse', '198.51.100.2')).statusCode, 201);
    assert.equal((await logIn('grace', 'correct horse')).statusCode, 201);
  });

  it('for a name that nobody has are told no different', async () => {
    const statuses = [];
    for (let n = 0; n < 11; n += 1)
      statuses.push((await logIn('nobody', 'wrong', '198.51.100.3')).statusCode);
    assert.deepEqual(statuses, [...Array<number>(10).fill(401), 429]);
  });

  it('from one address end after fifty, whichever accounts they are for', async () => {
    const statuses = [];
    for (let n = 0; n < 51; n += 1)
      statuses.push((await logIn(`name${n}`, 'wrong', '2001:db8::1')).statusCode);
    assert.deepEqual(statuses, [...Array<number>(50).fill(401), 429]);
    // The rest of its network is the same customer.
    assert.equal((await logIn('name', 'wrong', '2001:db8::ffff:2')).statusCode, 429);
    assert.equal((await logIn('name', 'wrong', '2001:db8:0:1::1')).statusCode, 401);
  });

  it('from one address are made up for by accounts that log in there, each once', async () => {
    const address = '198.51.100.4';
    for (let n = 0; n < 48; n += 1) await logIn(`name${n}`, 'wrong', address);
    for (const name of ['ada', 'grace', 'ada'])
      assert.equal((await logIn(name, 'correct horse', address)).statusCode, 201);
    const statuses = [];
    for (let n = 0; n < 5; n += 1) statuses.push((await logIn(`other${n}`, 'wrong', address)).statusCode);
    assert.deepEqual(statuses, [401, 401, 401, 401, 429]);
  });

  it('for one account from all over the world end, but not for a browser its owner used before', async () => {
    const owner = new PageVisitor(test, { 'x-forwarded-for': '203.0.113.1' });
    assert.equal((await owner.logIn('hedy')).status, 303);
    await owner.post('/logout');
    for (let n = 0; n < 100; n += 1)
      assert.equal((await logIn('hedy', 'wrong', `192.0.2.${n}`)).statusCode, 401);
    assert.equal((await logIn('hedy', 'correct horse', '192.0.2.200')).statusCode, 429);
    const stranger = new PageVisitor(test, { 'x-forwarded-for': '203.0.113.2' });
    assert.equal((await stranger.logIn('hedy')).status, 429);
    const device = owner.cookies.get('device') ?? '';
    for (const forged of [device.split('.', 2).join('.'), device.replace(/\.[^.]+\./, '.another.')]) {
      stranger.cookies.set('device', forged);
      assert.equal((await stranger.logIn('hedy')).status, 429, forged);
    }
    assert.equal((await owner.logIn('hedy')).status, 303);
    assert.equal(owner.cookies.get('device'), device);
    await owner.post('/logout');
    for (let n = 0; n < 10; n += 1) assert.equal((await owner.logIn('hedy', 'wrong')).status, 401);
    assert.equal((await owner.logIn('hedy')).status, 429, 'a browser of hers in the hands of another');
    // What a browser keeps of one account opens no way to another.
    const other = new PageVisitor(test, { 'x-forwarded-for': '203.0.113.7' });
    assert.equal((await other.logIn('ida')).status, 303);
    await other.post('/logout');
    assert.equal((await other.logIn('hedy')).status, 429);
  });

  it('say in the browser how long to wait', async () => {
    const visitor = new PageVisitor(test, { 'x-forwarded-for': '203.0.113.3', 'accept-language': 'es' });
    for (let n = 0; n < 10; n += 1) await visitor.logIn('grace', 'wrong horse');
    const { status, body, headers } = await visitor.logIn('grace');
    assert.equal(status, 429);
    assert.ok(Number(headers['retry-after']) > 0);
    assert.match(body, /Demasiados intentos\. Vuelve a intentarlo dentro de 14 minutos\./);
    assert.match(body, /name="username"[^>]*value="grace"/);
  });

  it('to guess the current password end after ten, in the browser and the API alike', async () => {
    const { token } = (await logIn('ida', 'correct horse', '203.0.113.4')).json();
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': '203.0.113.4' };
    const url = '/api/v1/account/password';
    const payload = { current_password: 'wrong', new_password: 'battery staple' };
    for (let n = 0; n < 10; n += 1)
      assert.equal((await test.app.inject({ method: 'PUT', url, headers, payload })).statusCode, 403);
    assert.equal((await test.app.inject({ method: 'PUT', url, headers, payload })).statusCode, 429);
    const visitor = new PageVisitor(test, { 'x-forwarded-for': '203.0.113.5' });
    await visitor.logIn('ida');
    const form = { current: 'correct horse', new: 'battery staple' };
    const { status, body } = await visitor.post('/account/password', form);
    assert.equal(status, 429);
    assert.match(body, /Too many attempts\. Please try again in/);
  });

  it('to sign up from one address end after a hundred', async () => {
    const signUp = (name: string) =>
      test.app.inject({
        method: 'POST',
        url: '/api/v1/accounts',
        payload: { name, password: 'correct horse' },
        headers: { 'x-forwarded-for': '203.0.113.6' },
      });
    const attempts = new Attempts(test.database, 'a secret that only tests know about');
    const perAddress = { kind: 'sign-up address', max: 100, window: 60 * MINUTE };
    for (let n = 0; n < 99; n += 1) await attempts.count([[perAddress, '203.0.113.6']]);
    assert.equal((await signUp('hundredth')).statusCode, 201);
    const { statusCode, headers } = await signUp('too-many');
    assert.equal(statusCode, 429);
    assert.ok(Number(headers['retry-after']) > 0);
  });
});
