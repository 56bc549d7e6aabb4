import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideLiterals, hidePreparedLiterals } from './sql-text.ts';

describe('hideLiterals', () => {
  for (const [sql, shown] of [
    [`SELECT 1 FROM "a" WHERE "name" = 'canary' AND n = 5`, `SELECT 1 FROM "a" WHERE "name" = ? AND n = 5`],
    [`SELECT 'it''s canary'`, 'SELECT ?'],
    [String.raw`SELECT E'a\'canary'`, 'SELECT ?'],
    ['SELECT $tag$ canary $tag$', 'SELECT ?'],
    ['SELECT $1, $2', 'SELECT $1, $2'],
  ] as const)
    it(sql, () => assert.equal(hideLiterals(sql), shown));
});

describe('hidePreparedLiterals', () => {
  it('shows a statement as without its name, each by its own', () => {
    for (const _ of [1, 2]) {
      assert.equal(hidePreparedLiterals('one', `SELECT 'canary'`), 'SELECT ?');
      assert.equal(hidePreparedLiterals('two', `SELECT 'canary', 2`), 'SELECT ?, 2');
    }
  });
});
