import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { createAccount, findAccount, fitsPassword } from '#src/features/accounts/account-store.ts';
import { HOUR } from '#src/features/accounts/hour.ts';
import { hashPassword, verifyPassword } from '#src/features/accounts/password.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

describe('passwords', () => {
  it('are hashed with argon2id, each time differently, and verified', async () => {
    const [one, two] = [await hashPassword('correct horse'), await hashPassword('correct horse')];
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(one, two);
    assert.equal(await verifyPassword('correct horse', one), true);
    assert.equal(await verifyPassword('wrong horse', one), false);
    assert.equal(await verifyPassword('correct horse', 'plain'), false);
  });

  it('are the same however a keyboard composes their letters', async () => {
    const hash = await hashPassword('contrase\u00f1a larga');
    assert.equal(await verifyPassword('contrasen\u0303a larga', hash), true);
  });
});

describe('sessions', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
    await createAccount(test.database, { name: 'Grace', password: 'correct horse', role: 'organiser' });
  });

  const logIn = (name: string, password: string) =>
    test.app.inject({ method: 'POST', url: '/api/v1/sessions', payload: { name, password } });
  const call = (method: 'GET' | 'DELETE', path: string, token: string) =>
    test.app.inject({ method, url: `/api/v1${path}`, headers: { authorization: `Bearer ${token}` } });
  const open = async () => (await logIn('grace', 'correct horse')).json<{ token: string }>().token;

  it('open with name and password, without regard to case, and end on request', async () => {
    const opened = await logIn('GRACE', 'correct horse');
    assert.equal(opened.statusCode, 201);
    const { token, expires_at } = opened.json<{ token: string; expires_at: string }>();
    assert.equal((await call('GET', '/exports', token)).statusCode, 200);
    const { sessions } = (await call('GET', '/sessions', token)).json<{
      sessions: Record<string, unknown>[];
    }>();
    assert.deepEqual(
      sessions.map(({ current, expires_at: end }) => ({ current, end })),
      [{ current: true, end: expires_at }],
    );
    await call('DELETE', '/sessions/current', token);
    assert.equal((await call('GET', '/exports', token)).statusCode, 401);
  });

  it('give one answer to a wrong password, an unknown name and one that cannot be', async () => {
    const answers = [await logIn('grace', 'wrong horse'), await logIn('nobody', 'wrong horse')];
    answers.push(await logIn('no\u0000body', 'wrong horse'));
    for (const answer of answers) {
      assert.equal(answer.statusCode, 401);
      assert.deepEqual(answer.json(), answers[0]?.json());
    }
    const page = async (username: string) => {
      const { status, body } = await new PageVisitor(test).post('/login', {
        username,
        password: 'wrong horse',
      });
      const shown = body.replaceAll(/ value="[^"]*"/g, '');
      assert.match(shown, /role="alert"/);
      return { status, shown };
    };
    const wrong = await page('grace');
    assert.equal(wrong.status, 401);
    for (const name of ['nobody', 'no/body']) assert.deepEqual(await page(name), wrong, name);
  });

  it('take as long for a name that nobody has as for a wrong password', async () => {
    const grace = await findAccount(test.database, 'grace');
    const timed = async (account: typeof grace) => {
      const from = performance.now();
      assert.equal(await fitsPassword(account, 'wrong horse'), false);
      return performance.now() - from;
    };
    await timed(null);
    let [unknown, wrong] = [Infinity, Infinity];
    // Other work on this machine makes answers later, now and then; a difference that is the code's stays.
    for (let round = 0; round < 5 || (round < 40 && unknown <= wrong / 2); round += 1) {
      unknown = Math.min(unknown, await timed(null));
      wrong = Math.min(wrong, await timed(grace));
    }
    assert.ok(unknown > wrong / 2, `${unknown} ms where there is no account, ${wrong} ms where there is`);
  });

  it('keep no token in the database', async () => {
    const token = await open();
    const [rows] = await test.database.sequelize.query('SELECT s::text AS row FROM sessions s');
    const stored = JSON.stringify(rows);
    // Bytes are shown in hexadecimal: of the token as it is written, and of what it stands for.
    for (const form of [Buffer.from(token), Buffer.from(token, 'base64url')])
      assert.ok(!stored.includes(form.toString('hex')));
    assert.ok(!stored.includes(token));
    assert.ok(stored.includes(createHash('sha256').update(token).digest('hex')), 'what is looked at');
  });

  it('end twelve hours after their last use, and a week after they began', async (t) => {
    const at = (time: number) => t.mock.timers.setTime(time);
    const begin = Date.UTC(2031, 0, 1, 10, 59);
    t.mock.timers.enable({ apis: ['Date'], now: begin });
    const account = await test.database.accounts.findOne({ where: { name: 'grace' }, rejectOnEmpty: true });
    const token = await openSession(test.database, account);
    const status = async (time: number) => {
      at(time);
      return (await call('GET', '/exports', token)).statusCode;
    };
    for (let hour = 0; hour < 7 * 24 - 1; hour += 12)
      assert.equal(await status(begin + hour * HOUR), 200, `${hour}`);
    assert.equal(await status(begin + 7 * 24 * HOUR), 401);
    at(begin);
    const idle = await openSession(test.database, account);
    at(begin + 13 * HOUR);
    assert.equal((await call('GET', '/exports', idle)).statusCode, 401);
    at(begin + 8 * 24 * HOUR);
    await openSession(test.database, account);
    const left = await test.database.sessions.count({ where: { accountId: account.id } });
    assert.equal(left, 1, 'what had ended is gone');
  });

  it('are ended one by one and all at once, by their owner alone', async () => {
    await createAccount(test.database, { name: 'henry', password: 'correct horse', role: 'voter' });
    const theirs = (await logIn('henry', 'correct horse')).json<{ token: string }>().token;
    const [one, two] = [await open(), await open()];
    const list = (await call('GET', '/sessions', one)).json<{
      sessions: { id: string; current: boolean }[];
    }>();
    const own = list.sessions.find(({ current }) => current);
    assert.equal((await call('DELETE', `/sessions/${own?.id}`, theirs)).statusCode, 404);
    assert.equal((await call('DELETE', `/sessions/${own?.id}`, two)).statusCode, 204);
    assert.equal((await call('GET', '/sessions', one)).statusCode, 401);
    assert.equal((await call('DELETE', '/sessions', two)).statusCode, 204);
    assert.equal((await call('GET', '/sessions', two)).statusCode, 401);
    assert.equal((await call('GET', '/sessions', theirs)).statusCode, 200);
  });

  it('of a browser are new after each log-in, and the one before is gone', async () => {
    const visitor = new PageVisitor(test, {
      'user-agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
    });
    await visitor.logIn('grace');
    const first = visitor.cookies.get('session') ?? '';
    assert.match((await visitor.get('/account')).body, /<bdi>Firefox, Linux<\/bdi>/);
    const token = /name="_csrf" value="([^"]*)"/.exec((await visitor.get('/')).body)?.[1] ?? '';
    await visitor.post('/login', { _csrf: token, username: 'grace', password: 'correct horse' });
    assert.notEqual(visitor.cookies.get('session'), first);
    const old = await test.app.inject({ url: '/account', cookies: { session: first } });
    assert.equal(old.statusCode, 303);
  });

  it('cost a request without one no look into the database', async (t) => {
    const asked: string[] = [];
    // Sequelize's types do not tell of its options.
    const { options } = test.database.sequelize as unknown as { options: { logging: unknown } };
    // Visits of the pages before are written about now.
    options.logging = (sql: string) => void (sql.includes('visitor') || asked.push(sql));
    t.after(() => {
      options.logging = false;
    });
    await test.app.inject({ url: '/login' });
    await test.app.inject({ url: '/api/v1/openapi.json' });
    await test.app.inject({ url: '/static/base.css', cookies: { session: 'x'.repeat(43) } });
    assert.deepEqual(asked, []);
    await test.app.inject({ url: '/login', cookies: { session: 'x'.repeat(43) } });
    assert.equal(asked.length, 1);
  });

  it('lead on to paths of this site alone', async () => {
    const target = async (next: string) => {
      const visitor = new PageVisitor(test);
      return (await visitor.post('/login', { username: 'grace', password: 'correct horse', next })).location;
    };
    await test.organiser('root', 'administrator');
    const root = new PageVisitor(test);
    await root.logIn('root');
    const grace = await findAccount(test.database, 'grace');
    let made = 0;
    const targets = async (next: string) => {
      const newcomer = { username: `newcomer${made++}`, password: 'correct horse', next };
      const answers = [
        await root.get(`/login?${new URLSearchParams({ next })}`),
        await root.get(`/signup?${new URLSearchParams({ next })}`),
        await root.post('/language', { language: 'en', next }),
        await root.post(`/organise/people/${grace?.id}/role`, { role: 'organiser', next }),
        await new PageVisitor(test).post('/signup', newcomer),
      ];
      return answers.map(({ location }) => location);
    };
    assert.equal(await target('/questions/lunch?x=1'), '/questions/lunch?x=1');
    assert.deepEqual(new Set(await targets('/questions/lunch?x=1')), new Set(['/questions/lunch?x=1']));
    for (const bad of [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
      '/\t/e',
    ]) {
      assert.equal(await target(bad), '/organise', bad);
      assert.deepEqual(await targets(bad), ['/organise', '/account', '/', '/organise/people', '/'], bad);
    }
  });
});
