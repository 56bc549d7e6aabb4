import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { changedSql, sqlMutator, type TextNode } from './sql-mutator.ts';

const plain = (text: string) => text.replace(/ \/\* was .*? \*\/ /, '');
const changesOf = (text: string) => [...changedSql(text)].map(plain);

describe('a statement of SQL', () => {
  it('is changed in one place at a time, and the change says what stood there', () => {
    assert.deepEqual(
      [...changedSql('WHERE a = b AND c > d')],
      [
        'WHERE a = b OR /* was AND */  c > d',
        'WHERE a = b AND c >= /* was > */  d',
        'WHERE a <> /* was = */  b AND c > d',
      ],
    );
  });

  it('loses its order, its locks, its bounds and what it does not add twice', () => {
    assert.deepEqual(changesOf('SELECT a FROM t ORDER BY t.a, b DESC FOR SHARE OF t'), [
      'SELECT a FROM t  FOR SHARE OF t',
      'SELECT a FROM t ORDER BY t.a, b ASC FOR SHARE OF t',
      'SELECT a FROM t ORDER BY t.a, b DESC ',
    ]);
    assert.deepEqual(changesOf('SELECT a FROM t FOR NO KEY UPDATE SKIP LOCKED'), [
      'SELECT a FROM t ',
      'SELECT a FROM t FOR NO KEY UPDATE ',
    ]);
    assert.deepEqual(changesOf('greatest(a, least(b, c))'), [
      'least(a, least(b, c))',
      'greatest(a, greatest(b, c))',
    ]);
    assert.deepEqual(changesOf('INSERT … ON CONFLICT (a, b) DO NOTHING RETURNING a'), [
      'INSERT …  RETURNING a',
    ]);
    assert.deepEqual(changesOf('LIMIT 1'), ['', 'LIMIT 2']);
    assert.deepEqual(changesOf('count(DISTINCT c) UNION ALL'), [
      'count( c) UNION ALL',
      'count(DISTINCT c) UNION',
    ]);
  });

  it('keeps what would be no statement any more, and names with numbers', () => {
    for (const text of ['SET a = b', "'2026'", '$1::int4', 'a.c2', 'IS DISTINCT from'])
      assert.deepEqual(changesOf(text), [], text);
    assert.deepEqual(changesOf('n BETWEEN 1 AND m'), ['n BETWEEN 2 AND m']);
    assert.deepEqual(changesOf('a IS NOT DISTINCT FROM b'), ['a IS DISTINCT FROM b']);
  });
});

describe('a text in the code', () => {
  const mutantsOf = (node: TextNode) => [...sqlMutator.mutate({ node })];
  const template = (...raws: string[]): TextNode => ({
    type: 'TemplateLiteral',
    quasis: raws.map((raw) => ({ value: { raw } })),
  });

  it('is changed part by part where it is SQL, and left as it is', () => {
    const node = template('SELECT a WHERE a = ', ' AND b');
    const before = structuredClone(node);
    assert.deepEqual(
      mutantsOf(node).map(({ quasis = [] }) => quasis.map(({ value }) => plain(value.raw))),
      [
        ['SELECT a WHERE a <> ', ' AND b'],
        ['SELECT a WHERE a = ', ' OR b'],
      ],
    );
    assert.deepEqual(node, before);
    assert.equal(mutantsOf({ type: 'StringLiteral', value: 'FROM a WHERE b = c' }).length, 1);
  });

  it('is none of its business where it is not', () => {
    for (const node of [
      template('a = b AND c'),
      { type: 'StringLiteral', value: 'a = b' },
      { type: 'Identifier', value: 'SELECT a = b' },
    ])
      assert.deepEqual(mutantsOf(node), []);
  });
});
