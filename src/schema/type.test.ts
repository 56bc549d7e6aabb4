import assert from 'node:assert/strict';
import { it } from 'node:test';
import TypeBox from 'typebox';
import { Type } from '#src/schema/type.ts';

/** A schema with what JSON does not show of it, such as its kind. */
function whole(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(whole);
  if (typeof value !== 'object' || value === null) return value;
  const all = Object.entries(Object.getOwnPropertyDescriptors(value));
  return Object.fromEntries(all.map(([name, own]) => [name, { ...own, value: whole(own.value) }]));
}

type Builders = Pick<typeof TypeBox, Exclude<keyof typeof Type, 'Record'>> & Pick<typeof Type, 'Record'>;

const schemas: Record<keyof typeof Type, (t: Builders) => object[]> = {
  Array: (t) => [t.Array(t.String()), t.Array(t.String({ minLength: 1 }), { minItems: 2, default: ['a'] })],
  Boolean: (t) => [t.Boolean(), t.Boolean({ default: false })],
  Enum: (t) => [t.Enum(['a', 'b']), t.Enum(['a', 'b', 1], { default: 'b', description: 'One' })],
  Integer: (t) => [t.Integer(), t.Integer({ minimum: 1, maximum: 3 })],
  Literal: (t) => [t.Literal('a'), t.Literal(3, { title: 'Three' }), t.Literal(true)],
  Null: (t) => [t.Null(), t.Null({ description: 'Nothing' })],
  Number: (t) => [t.Number(), t.Number({ exclusiveMinimum: 0 })],
  Object: (t) => [
    t.Object({}),
    t.Object({ a: t.Optional(t.String()) }),
    t.Object({ a: t.String(), b: t.Optional(t.Integer({ default: 1 })), c: t.Object({ d: t.String() }) }),
    t.Object({ a: t.String() }, { additionalProperties: false, title: 'A', $id: 'A' }),
  ],
  Optional: (t) => [
    t.Optional(t.String({ pattern: '^a' })),
    t.Optional(t.Optional(t.Object({ a: t.String() }, { title: 'A' }))),
  ],
  Record: (t) => [t.Record(t.String(), t.Integer()), t.Record(t.String(), t.String(), { title: 'A' })],
  String: (t) => [t.String(), t.String({ format: 'uuid' })],
  Tuple: (t) => [t.Tuple([]), t.Tuple([t.Number(), t.String()], { description: 'Two' })],
  Union: (t) => [t.Union([]), t.Union([t.String(), t.Null()], { default: null })],
  Unknown: (t) => [t.Unknown(), t.Unknown({ description: 'Anything' })],
};

for (const [name, make] of Object.entries(schemas))
  it(`makes ${name} as TypeBox does`, () => {
    assert.deepEqual(whole(make(Type)), whole(make(TypeBox)));
  });
