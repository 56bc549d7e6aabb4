import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { valuesTable } from './chart-readme.ts';

test('the table has a row for each value that says what it does', () => {
  const table = valuesTable(
    '# -- The first.\na: 1\nb:\n  # -- Inside,\n  # in two lines.\n  c: "x|y"\n  d: 2\n',
  );
  assert.deepEqual(table.split('\n').slice(2, -1), [
    '| `a` | `1` | The first. |',
    '| `b.c` | `"x\\|y"` | Inside, in two lines. |',
  ]);
});

test('every value of the chart says what it does', () => {
  const text = readFileSync(join(import.meta.dirname, '../helm/tallyscope/values.yaml'), 'utf8');
  const table = valuesTable(text);
  const unsaid = (value: unknown, path: string): string[] => {
    if (table.includes(`| \`${path}\` |`)) return [];
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return [path];
    return Object.entries(value).flatMap(([name, inner]) => unsaid(inner, path ? `${path}.${name}` : name));
  };
  assert.deepEqual(unsaid(parse(text), ''), []);
});
