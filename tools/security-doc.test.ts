import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const root = join(import.meta.dirname, '..');
const text = readFileSync(join(root, 'docs/security.md'), 'utf8');

test('every test that the security document names is there', () => {
  const named = [...text.matchAll(/\]\(\.\.\/([^)]+\.ts)\)((?:,? "[^"]+")+)/g)].flatMap(
    ([, file = '', titles = '']) =>
      [...titles.matchAll(/"([^"]+)"/g)].map(([, title = '']) => ({ file, title })),
  );
  assert.ok(named.length > 40, String(named.length));
  const missing = named.filter(
    ({ file, title }) =>
      !existsSync(join(root, file)) || !readFileSync(join(root, file), 'utf8').includes(title),
  );
  assert.deepEqual(missing, []);
});

test('every point that is met says what shows it', () => {
  const met = text.split('\n').filter((line) => /^\| V[\d.]/.test(line) && line.includes('| met |'));
  assert.ok(met.length > 20, String(met.length));
  assert.deepEqual(
    met.filter((line) => !/\]\(/.test(line) && !line.includes('there are none')),
    [],
  );
});
