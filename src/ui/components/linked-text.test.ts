import assert from 'node:assert/strict';
import { test } from 'node:test';
import { t } from '../messages/messages.ts';
import { assertWellFormed, hostileText } from '../testing/page-checks.ts';
import { linkedText } from './linked-text.ts';

const show = (text: string) => linkedText(text, t('en'));
const links = (text: string) =>
  [...show(text).matchAll(/<a href="([^"]*)"[^>]*><bdi>([^<]*)<\/bdi>/g)].map(([, href, typed]) => [
    href,
    typed,
  ]);

test('web addresses in a text are links to another window, and the rest stays text', () => {
  assert.equal(
    show('See https://example.org/a?b=1&c, then vote.'),
    '<bdi>See <a href="https://example.org/a?b&#61;1&#38;c" target="_blank" rel="noopener nofollow ugc"><bdi>https://example.org/a?b&#61;1&#38;c</bdi><span class="visually-hidden"> (opens in a new window)</span></a>, then vote.</bdi>',
  );
  assert.equal(
    show('No address: www.example.org, http: //a.'),
    '<bdi>No address: www.example.org, http: //a.</bdi>',
  );
  assert.equal(links('http://a.example\nHTTPS://B.example/').length, 2);
});

test('what ends a sentence is not part of an address, a bracket that the address opens is', () => {
  const typed = (text: string) => links(text).map((link) => link[1]);
  assert.deepEqual(typed('(see https://a.example/b).'), ['https://a.example/b']);
  assert.deepEqual(typed('https://a.example/b_(c)!'), ['https://a.example/b_(c)']);
  assert.deepEqual(typed('“https://a.example”: https://b.example…'), [
    'https://a.example',
    'https://b.example',
  ]);
});

test('nothing but web addresses is a link, and none that looks as if it led elsewhere', () => {
  for (const text of [
    'javascript:alert(1)',
    'data:text/html,a',
    'ftp://a.example',
    'https://bank.example@evil.example/',
    'https://a:b@evil.example/',
    'https://',
    'xhttps://a.example',
  ])
    assert.deepEqual(links(text), [], text);
  // Characters that reorder text end an address.
  assert.deepEqual(links('https://a.example/\u202egpj.exe'), [['https://a.example/', 'https://a.example/']]);
});

test('hostile text stays text', () => {
  const shown = show(
    `https://a.example/"onclick=alert(1) ${hostileText} https://a.example/'onclick=alert(1)`,
  );
  assertWellFormed(shown);
  assert.doesNotMatch(shown, /<script|<img|"onclick|'onclick/);
});
