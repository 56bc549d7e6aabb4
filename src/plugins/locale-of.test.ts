import assert from 'node:assert/strict';
import { test } from 'node:test';
import { localeOf } from './locale-of.ts';
import { SERVER_LIMITS } from './server-limits.ts';

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

test('a header as long as headers may be takes no time', () => {
  const blanks = SERVER_LIMITS.headers;
  for (const header of [
    `x${' '.repeat(blanks)}x`,
    ','.repeat(blanks),
    ';'.repeat(blanks),
    'a;q=1,'.repeat(blanks / 6),
  ]) {
    const { user } = process.cpuUsage();
    of(header);
    assert.ok(process.cpuUsage().user - user < 100_000, header.slice(0, 10));
  }
});

test('who chose one gets it whatever the browser prefers', () => {
  assert.equal(of('es', { language: 'en' }), 'en');
  assert.equal(of('en', { language: 'es' }), 'es');
  assert.equal(of('es', { language: 'xx' }), 'es');
  assert.equal(of('es', { language: 'toString' }), 'es');
});
