import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { visitLine } from './components/visit-line.ts';
import { html } from './html.ts';
import { layout } from './layout.ts';
import { assertHarmless, assertWellFormed, hostileText, testContext } from './testing/page-checks.ts';

const page = { title: 'Title', body: html`<h1>Body</h1>` };

test('the shell names the language, the version, the build and the operator', () => {
  const operator = { name: 'Ada & Co', url: 'https://ada.example/?a=1' };
  const document = layout(testContext({ locale: 'es', operator }), page);
  assertWellFormed(document);
  assert.match(document, /<html lang="es">/);
  assert.match(document, /Versión 1\.2\.3, compilación 45/);
  assert.match(document, /<a href="https:\/\/ada\.example\/\?a&#61;1"><bdi>Ada &#38; Co<\/bdi><\/a>/);
});

test('an operator without an address is named without a link', () => {
  const document = layout(testContext({ operator: { name: 'Ada' } }), page);
  assert.match(document, /Operated by <bdi>Ada<\/bdi>/);
});

test('visitors may log in, organisers may log out and reach their area', () => {
  const visitor = layout(testContext(), page);
  assert.match(visitor, /href="\/login"/);
  assert.doesNotMatch(visitor, /href="\/organise"/);
  const organiser = layout(testContext({ user: { name: 'ada', role: 'organiser' } }), page);
  assert.doesNotMatch(organiser, /href="\/login"/);
  assert.match(
    organiser,
    /action="\/logout" novalidate><input type="hidden" name="_csrf" value="csrf-token">/,
  );
});

test('who came to a question is led back there by the links of the header', () => {
  const linksAt = (path: string, next?: string) =>
    [
      ...layout(testContext({ path, signUp: true }), { ...page, next }).matchAll(
        /href="\/(login|signup)([^"]*)"/g,
      ),
    ].map(([, , query]) => decodeURIComponent(query?.replace('&#61;', '=') ?? ''));
  const both = (query: string) => [query, query];
  assert.deepEqual(linksAt('/questions/lunch'), both('?next=/questions/lunch'));
  assert.deepEqual(linksAt('/questions/lunch/results'), both('?next=/questions/lunch/results'));
  assert.deepEqual(linksAt('/questions/lunch/votes'), both('?next=/questions/lunch'));
  assert.deepEqual(linksAt('/login', '/questions/lunch'), both('?next=/questions/lunch'));
  assert.deepEqual(linksAt('/'), both(''));
});

test('everybody is shown what they may do', () => {
  const linksOf = (role?: string, signUp = false) => {
    const shown = layout(testContext({ signUp, ...(role && { user: { name: 'ada', role } }) }), page);
    return [...shown.matchAll(/<a (?:class="account-link" )?href="(\/[a-z/]*)"/g)].map(([, href]) => href);
  };
  assert.deepEqual(linksOf(), ['/', '/login', '/receipt', '/docs']);
  assert.deepEqual(linksOf(undefined, true), ['/', '/login', '/signup', '/receipt', '/docs']);
  assert.deepEqual(linksOf('voter', true), ['/', '/account', '/receipt', '/docs']);
  assert.deepEqual(linksOf('organiser'), [
    '/',
    '/organise',
    '/organise/exports',
    '/account',
    '/receipt',
    '/docs',
  ]);
  const all = [
    '/',
    '/organise',
    '/organise/exports',
    '/organise/people',
    '/observatory',
    '/account',
    '/receipt',
    '/docs',
  ];
  assert.deepEqual(linksOf('administrator'), all);
});

test('the navigation marks where the reader is', () => {
  const user = { name: 'ada', role: 'organiser' };
  const current = (path: string) =>
    [...layout(testContext({ path, user }), page).matchAll(/href="([^"]*)" aria-current="page"/g)].map(
      ([, href]) => href,
    );
  assert.deepEqual(current('/'), ['/']);
  assert.deepEqual(current('/questions/lunch'), ['/']);
  assert.deepEqual(current('/organise'), ['/organise']);
  assert.deepEqual(current('/organise/questions/new'), ['/organise']);
  assert.deepEqual(current('/organise/exports/1'), ['/organise/exports']);
  assert.deepEqual(current('/elsewhere'), []);
});

test('a flash message is announced politely', () => {
  const shown = layout(testContext({ flash: { kind: 'success', text: 'a < b' } }), page);
  assert.match(shown, /role="status">a &#60; b</);
});

test('hostile text in the shell stays text', () => {
  const context = testContext({
    user: { name: hostileText, role: 'x' },
    operator: { name: hostileText, url: hostileText },
  });
  assertHarmless(layout(context, { ...page, title: hostileText }), 1);
});

test('the shell holds nothing a strict content security policy would block', () => {
  const document = layout(testContext({ flash: { kind: 'info', text: 'x' } }), page);
  assert.doesNotMatch(document, / style=| on[a-z]+=|<style|<script(?! type="module" src="\/static\/)/);
});

test('every asset of the shell exists', () => {
  const files = new Set(readdirSync(new URL('static/', import.meta.url)));
  const wanted = [...layout(testContext(), page).matchAll(/\/static\/[\w-]{12}\/([^"]+)/g)].map(
    ([, name]) => name,
  );
  assert.equal(wanted.length, 11);
  for (const name of wanted) assert.ok(name && files.has(name), name);
});

test('ornaments that are not read out are there in browsers that do not know how to pass over them', () => {
  const styles = new URL('static/', import.meta.url);
  const texts = readdirSync(styles).map((name) => readFileSync(new URL(name, styles), 'utf8'));
  const ornaments = texts.flatMap((text) =>
    [...text.matchAll(/^ *content: ("[^"]*") \/ ""/gm)].map(([, ornament]) => ({ text, ornament })),
  );
  assert.equal(ornaments.length, 3);
  for (const { text, ornament } of ornaments) assert.ok(text.includes(`content: ${ornament};`), ornament);
});

test('a page without forms asks for no token', () => {
  const context = testContext();
  Object.defineProperty(context, 'csrf', { get: () => assert.fail('a token was made') });
  assert.doesNotMatch(layout(context, page), /_csrf/);
});

test('a page says what it is about, or else what the service is for', () => {
  assert.match(layout(testContext(), page), /<meta name="description" content="Every vote seen/);
  const described = layout(testContext(), { ...page, description: `One "line"\n${hostileText}` });
  assert.match(described, /<meta name="description" content="One &#34;line&#34;/);
  assert.match(described, /<meta property="og:description" content="One &#34;line&#34;/);
  const said = layout(testContext(), { ...page, title: 'Where to eat?', description: 'Where to eat?' });
  assert.match(said, /<meta property="og:title" content="Where to eat\?">/);
  assert.doesNotMatch(said, /og:description/, 'a chat shows it once');
  assertHarmless(described, 0);
});

test('the footer tells of visits where the page counts as one', () => {
  assert.doesNotMatch(layout(testContext(), page), /visit-line/);
  const told = (visits: number, unique: number, locale: 'en' | 'es') =>
    /visit-line">([^<]*)</.exec(
      layout(testContext({ visitLine: visitLine({ visits, unique }, locale), locale }), page),
    )?.[1];
  assert.equal(told(1, 1, 'en'), 'You have visited 1 time. 1 unique visitor.');
  assert.equal(told(1234, 56789, 'es'), 'Nos has visitado 1.234 veces. 56.789 visitantes únicos.');
});
