import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { literalText } from '../testing/literal-text.ts';
import { t } from './messages.ts';

const source = join(import.meta.dirname, '../..');
const templates = [
  'ui/layout.ts',
  'ui/components/*.ts',
  'features/**/pages/*.ts',
  'features/**/*-pages.ts',
].flatMap((pattern) => globSync(pattern, { cwd: source }));

/** Names that are the same in every language. */
const names = new Set(['Tallyscope', 'UTC']);

test('templates hold no words of their own: every text is in a catalogue', () => {
  assert.ok(templates.length > 40);
  const found = templates
    .filter((file) => !file.endsWith('.test.ts'))
    .flatMap((file) =>
      literalText(readFileSync(join(source, file), 'utf8'))
        .filter((text) => !names.has(text))
        .map((text) => `${file}: ${text}`),
    );
  assert.deepEqual(found, []);
});

test('words in content and in attributes that are read are found, code is not', () => {
  const page = [
    'const a = html`<p class="lead">$',
    '{open ? html`<b title="Say it">$',
    '{text}</b>` : ""} by now</p>`;',
    "const b = 'not a template';",
  ].join('');
  assert.deepEqual(literalText(page), ['by now', 'Say it']);
  assert.deepEqual(literalText('html`<a href="/x" class="y">!$' + '{z} · →</a>`'), []);
  assert.deepEqual(literalText('html` name="$' + '{n}" checked`; html` required`'), []);
  assert.deepEqual(literalText('html` aria-label="Close it" name="$' + '{n}"`'), ['Close it']);
});

/** Words that are the same in both languages. */
const shared = new Set(['API', 'Error', 'Prometheus', 'Total']);

function sentences(node: object, path = ''): [string, string][] {
  return Object.entries(node).flatMap(([key, value]): [string, string][] => {
    const here = `${path}/${key}`;
    if (typeof value === 'function') return [[here, value('7', '7')]];
    return typeof value === 'string' ? [[here, value]] : sentences(value, here);
  });
}

test('no English sentence stands in for the Spanish one', () => {
  const spanish = new Map(sentences(t('es')));
  const same = sentences(t('en')).filter(
    ([key, text]) =>
      spanish.get(key) === text && (text.match(/\p{L}{2,}/gu) ?? []).some((word) => !shared.has(word)),
  );
  assert.deepEqual(same, []);
});
