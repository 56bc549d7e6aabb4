import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { PageVisitor } from '../../test/support/page-visitor.ts';
import { suiteCleanup } from '../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../test/support/test-app.ts';

/** A browser that gets nearly every cookie of the service, and each of them as it was sent. */
async function everyCookie(test: TestApp) {
  await test.organiser('ada');
  const [browsers, invited] = [
    await test.published({ text: 'By browser?', policy: 'browser' }),
    await test.published({ text: 'By invitation?', policy: 'credential' }),
  ];
  const visitor = new PageVisitor(test);
  const pages = [
    await visitor.get('/login'),
    await visitor.logIn('ada'),
    await visitor.post('/language', { language: 'es' }),
    await visitor.post(`/questions/${browsers.slug}/votes`, {
      ballot: 'a ballot',
      choices: String(browsers.choices[0]),
    }),
    await visitor.get(`/questions/${invited.slug}?credential=code`),
    await visitor.post(`/questions/${browsers.slug}/votes`, {
      ballot: 'another',
      choices: String(browsers.choices[0]),
    }),
  ];
  const sent = pages.flatMap(({ headers }) => [headers['set-cookie'] ?? []].flat() as string[]);
  return { visitor, sent, pages };
}

const namesOf = (cookies: string[]) => new Set(cookies.map((cookie) => cookie.split('=')[0]));

describe('cookies where the service is reached over TLS', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  let made: Awaited<ReturnType<typeof everyCookie>>;
  before(async () => {
    test = await createTestApp(cleanup, { PUBLIC_URL: 'https://vote.example.org' });
    made = await everyCookie(test);
  });

  it('are for this host, for TLS and for no script, and not sent along from other sites', () => {
    for (const cookie of made.sent) assert.match(cookie, /; HttpOnly; Secure; SameSite=Lax$/);
    for (const cookie of made.sent) assert.doesNotMatch(cookie, /Domain=/i);
    assert.deepEqual(
      namesOf(made.sent),
      new Set([
        ...['_csrf', 'session', 'language', 'voter', 'flash'].map((name) => `__Host-${name}`),
        ...['device', 'voted', 'credential'].map((name) => `__Secure-${name}`),
      ]),
    );
    for (const cookie of made.sent) assert.equal(cookie.startsWith('__Host-'), /; Path=\/;/.test(cookie));
  });

  it('are known again', async () => {
    const { status, body } = await made.visitor.get('/account');
    assert.equal(status, 200);
    assert.match(body, /<html lang="es"/);
  });

  it('are taken from no host beside this one', async () => {
    const session = made.visitor.cookies.get('__Host-session') ?? '';
    const ask = async (name: string) =>
      (await test.app.inject({ url: '/account', cookies: { [name]: session } })).statusCode;
    assert.equal(await ask('__Host-session'), 200);
    for (const name of ['session', '__Secure-session', '__host-session'])
      assert.equal(await ask(name), 303, name);
  });

  it('come with an order to browsers to use TLS from now on', () => {
    for (const { headers } of made.pages)
      assert.equal(headers['strict-transport-security'], 'max-age=31536000; includeSubDomains');
  });
});

it('cookies have their bare names where there is no TLS, and are no less shut away', async (t) => {
  const { sent } = await everyCookie(await createTestApp(t));
  assert.ok(sent.length >= 8);
  for (const cookie of sent) assert.match(cookie, /^[a-z_]+=[^;]*;.* HttpOnly; SameSite=Lax$/);
});
