import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ignoredSchema } from './stryker-plugin.ts';

const name = (of: string) => ({ type: 'Identifier', name: of });
const call = (object: string) => ({
  type: 'CallExpression',
  callee: { type: 'MemberExpression', object: name(object) },
});

describe('what is not changed', () => {
  it('is the schema of a route, whole or in parts', () => {
    for (const node of [
      { type: 'ObjectProperty', key: name('schema') },
      { type: 'ObjectExpression', properties: [{ type: 'ObjectProperty', key: name('schema') }] },
      { type: 'VariableDeclarator', id: name('response') },
      call('Type'),
    ])
      assert.equal(ignoredSchema(node), 'a schema');
  });

  it('is nothing else', () => {
    for (const node of [
      { type: 'ObjectProperty', key: name('preHandler') },
      { type: 'VariableDeclarator', id: name('votes') },
      call('Math'),
      {
        type: 'ObjectExpression',
        properties: [name('config'), { type: 'ObjectProperty', key: name('schema') }],
      },
      { type: 'CallExpression', callee: name('schema') },
      { type: 'ArrayExpression' },
    ])
      assert.equal(ignoredSchema(node), undefined);
  });
});
