import type * as TypeBox from 'typebox';

export type { Static, TSchema } from 'typebox';

/** A mark for types, which JSON does not show. */
const mark = <T extends object>(schema: T, name: '~kind' | '~optional', value: unknown): T =>
  Object.defineProperty(schema, name, { value, configurable: true, writable: true });

const make = (kind: string, own: object, options?: object) => mark({ ...own, ...options }, '~kind', kind);
const plain = (kind: string, own: object) => (options?: object) => make(kind, own, options);

const requiredOf = (properties: Record<string, object>) =>
  Object.keys(properties).filter((name) => !Object.hasOwn(properties[name] as object, '~optional'));

const builders = {
  Array: (items: object, options?: object) => make('Array', { type: 'array', items }, options),
  Boolean: plain('Boolean', { type: 'boolean' }),
  Enum: (values: readonly unknown[], options?: object) => make('Enum', { enum: values }, options),
  Integer: plain('Integer', { type: 'integer' }),
  Literal: (value: unknown, options?: object) =>
    make('Literal', { type: typeof value, const: value }, options),
  Null: plain('Null', { type: 'null' }),
  Number: plain('Number', { type: 'number' }),
  Object(properties: Record<string, object>, options?: object) {
    const required = requiredOf(properties);
    return make('Object', { type: 'object', ...(required.length > 0 && { required }), properties }, options);
  },
  Optional: (schema: object) =>
    mark(Object.defineProperties({}, Object.getOwnPropertyDescriptors(schema)), '~optional', true),
  Record: (_key: object, value: object, options?: object) =>
    make('Record', { type: 'object', patternProperties: { '^.*$': value } }, options),
  String: plain('String', { type: 'string' }),
  Tuple: (items: readonly object[], options?: object) =>
    make('Tuple', { type: 'array', additionalItems: false, items, minItems: items.length }, options),
  Union: (anyOf: readonly object[], options?: object) => make('Union', { anyOf }, options),
  Unknown: plain('Unknown', {}),
};

type Builders = Omit<Pick<typeof TypeBox, keyof typeof builders>, 'Record'> & {
  Record<V extends TypeBox.TSchema>(
    key: TypeBox.TString,
    value: V,
    options?: TypeBox.TObjectOptions,
  ): TypeBox.TRecord<typeof TypeBox.StringKey, V>;
};

/**
 * JSON schemas with the types of what fits them: made and typed as TypeBox does, of which a start would load hundreds of
 * modules for these few functions (ADR 32).
 */
export const Type = builders as unknown as Builders;
