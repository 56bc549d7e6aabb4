import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const html = { accept: 'text/html' };
const form = { ...html, 'content-type': 'application/x-www-form-urlencoded' };

describe('choosing a language', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  const choose = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    test.app.inject({
      method: 'POST',
      url: '/language',
      headers: { ...form, ...headers },
      payload: new URLSearchParams(fields).toString(),
    });

  it('is kept in the browser, leads back to the page and outweighs the browser', async () => {
    const answer = await choose({ language: 'es', next: '/login?next=%2Forganise' });
    assert.equal(answer.statusCode, 303);
    assert.equal(answer.headers.location, '/login?next=%2Forganise');
    assert.match(String(answer.headers['set-cookie']), /^language=es; Max-Age=31536000; Path=\/; HttpOnly;/);
    const page = await test.app.inject({
      url: '/login?next=%2Forganise',
      headers: { ...html, 'accept-language': 'en', cookie: 'language=es' },
    });
    assert.match(page.body, /<html lang="es">/);
    assert.match(page.body, /name="next" value="\/login\?next&#61;%2Forganise"/);
    assert.match(page.body, /<button type="submit" name="language" value="en" lang="en">English</);
  });

  it('leads nowhere else, and takes no other language', async () => {
    for (const next of ['https://elsewhere.example/', '//elsewhere.example', '/\\elsewhere.example', ''])
      assert.equal((await choose({ language: 'en', next })).headers.location, '/', next);
    assert.equal((await choose({ language: 'tlh' })).statusCode, 400);
    assert.equal((await choose({ language: 'es' }, { 'sec-fetch-site': 'cross-site' })).statusCode, 403);
  });

  it('on a page that answers a form leads to the page of the form', async () => {
    const { slug } = await test.published();
    const shown = await test.app.inject({ url: `/questions/${slug}`, headers: html });
    const cookie = String(shown.headers['set-cookie']).split(';')[0] ?? '';
    const token = /name="_csrf" value="([^"]+)"/.exec(shown.body)?.[1] ?? '';
    const refused = await test.app.inject({
      method: 'POST',
      url: `/questions/${slug}/votes`,
      headers: { ...form, cookie },
      payload: new URLSearchParams({ _csrf: token, ballot: 'one' }).toString(),
    });
    assert.equal(refused.statusCode, 422);
    assert.match(refused.body, new RegExp(`name="next" value="/questions/${slug}"`));
    assert.match((await choose({})).body, /name="next" value="\/"/);
  });
});

describe('pages about errors', () => {
  const cleanup = suiteCleanup();

  it('speak the language of the reader', async () => {
    const test = await createTestApp(cleanup);
    const headers = { ...html, 'accept-language': 'es' };
    const body = async (url: string) => (await test.app.inject({ url, headers })).body;
    assert.match(await body('/?after=nonsense'), /Esta dirección no lleva a ninguna página de la lista/);
    assert.match(await body('/questions/unknown'), /La página no existe/);
    const forged = await test.app.inject({
      method: 'POST',
      url: '/login',
      headers: { ...form, ...headers, 'sec-fetch-site': 'cross-site' },
      payload: 'username=a&password=b',
    });
    assert.match(forged.body, /Este formulario venía de otro sitio/);
  });

  it('say in the language of the reader what a question does not allow', async () => {
    const test = await createTestApp(cleanup);
    const { slug } = await test.published();
    await test.database.questions.update({ state: 'draft', opensAt: null }, { where: { slug } });
    const { authorization } = await test.organiser('ada', 'administrator');
    const session = `session=${authorization.replace('Bearer ', '')}`;
    const desk = await test.app.inject({ url: '/organise', headers: { ...html, cookie: session } });
    const secret = desk.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const token = /name="_csrf" value="([^"]+)"/.exec(desk.body)?.[1] ?? '';
    const answer = await test.app.inject({
      method: 'POST',
      url: `/organise/questions/${slug}/close`,
      headers: { ...form, cookie: `${session}; ${secret}`, 'accept-language': 'es' },
      payload: new URLSearchParams({ _csrf: token }).toString(),
    });
    assert.equal(answer.statusCode, 409);
    assert.match(answer.body, /Un borrador no se puede cerrar\./);
  });
});
