import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allQueries } from './all-queries.ts';

test('every query is listed, with nothing left to replace', () => {
  const queries = allQueries();
  assert.ok(queries.length > 80);
  for (const { dashboard, panel, expr } of queries) {
    assert.doesNotMatch(expr, /\$|^$/, `${dashboard}: ${panel}`);
  }
});

test('a value given for a variable ends up in the queries', () => {
  const queries = allQueries({ question: 'best-editor' });
  assert.ok(queries.some(({ expr }) => expr.includes('question=~"best-editor"')));
});
