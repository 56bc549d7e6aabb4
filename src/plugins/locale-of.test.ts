import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localeOf } from './locale-of.ts';

const of = (header?: string, cookies: Record<string, string> = {}) =>
  localeOf({ cookies, headers: { 'accept-language': header } });

test('the language is the first of the browser that there is', () => {
  assert.equal(of('es-MX,es;q=0.9,en;q=0.8'), 'es');
  assert.equal(of('fr, en;q=0.5, es;q=0.7'), 'es');
  assert.equal(of('en-US;q=0.4 , es ; q=0.6'), 'es');
  assert.equal(of('es;q=0, en'), 'en');
  assert.equal(of('fr'), 'en');
  assert.equal(of('*;;q=,=;'), 'en');
  assert.equal(of(), 'en');
});

test('who chose one gets it whatever the browser prefers', () => {
  assert.equal(of('es', { language: 'en' }), 'en');
  assert.equal(of('en', { language: 'es' }), 'es');
  assert.equal(of('es', { language: 'xx' }), 'es');
  assert.equal(of('es', { language: 'toString' }), 'es');
});
