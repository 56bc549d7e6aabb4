import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hideLiterals } from './sql-text.ts';

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
