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

test('every section of the ASVS has one row, and no row a section that is not there', () => {
  // Sections of each of its 17 chapters in version 5.0.0.
  const sizes = [5, 4, 7, 4, 4, 8, 6, 4, 2, 7, 7, 3, 4, 3, 4, 5, 3];
  const chapter = (number: number) =>
    Array.from({ length: sizes[number - 1] ?? 0 }, (_, index) => `V${number}.${index + 1}`);
  const sections = sizes.flatMap((_, index) => chapter(index + 1));
  const named = [...text.matchAll(/^\| ((?:V[\d.]+(?:, |–)?)+) /gm)].flatMap(([, name = '']) => {
    const [first = '', last] = name.split('–');
    if (last) return sections.slice(sections.indexOf(first), sections.indexOf(last) + 1);
    return name.split(', ').flatMap((one) => (one.includes('.') ? one : chapter(Number(one.slice(1)))));
  });
  assert.deepEqual(named, sections);
});
