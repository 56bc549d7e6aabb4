import assert from 'node:assert/strict';
import { it } from 'node:test';
import { faultOf, fits } from '#src/schema/check.ts';
import { Type } from '#src/schema/type.ts';

const Person = Type.Object({ name: Type.String({ minLength: 2 }), age: Type.Optional(Type.Integer()) });

it('takes what fits a schema, and no more', () => {
  assert.equal(fits(Person, { name: 'Ada' }), true);
  assert.equal(fits(Person, { name: 'Ada', age: 36, other: null }), true);
  for (const value of [
    { name: 'A' },
    { age: 36 },
    { name: 'Ada', age: '36' },
    { name: 'Ada', age: 1.5 },
    [],
    null,
  ])
    assert.equal(fits(Person, value), false, JSON.stringify(value));
});

it('says what is wrong in words that do not repeat the value', () => {
  assert.equal(faultOf(Person, { name: 'Ada' }), undefined);
  assert.equal(faultOf(Type.Integer({ maximum: 65_535 }), 70_000), 'must be <= 65535');
  assert.equal(faultOf(Type.String({ minLength: 32 }), 'secret'), 'must NOT have fewer than 32 characters');
  const roles = Type.Array(Type.Union([Type.Literal('web'), Type.Literal('api')]));
  assert.equal(faultOf(roles, ['web', 'wep', 'appi']), 'must be one of web, api');
});
