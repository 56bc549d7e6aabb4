import ajvCompiler, { type ValidatorFactory } from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler, FastifyValidationResult } from 'fastify/types/schema.js';
import type { Static, TSchema } from '#src/schema/type.ts';

const buildCompiler = (ajvCompiler as unknown as () => ValidatorFactory)();

interface Leniency {
  coerceTypes: 'array' | false;
  useDefaults: boolean;
}

/** Makes validators of JSON schemas that take no field away; an unknown one is wrong where the schema says so. */
export const schemaCompiler = (leniency: Leniency) =>
  buildCompiler(
    {},
    { customOptions: { ...leniency, removeAdditional: false } },
  ) as FastifySchemaCompiler<unknown>;

let strict: FastifySchemaCompiler<unknown> | undefined;

function compile(schema: TSchema): FastifyValidationResult {
  strict ??= schemaCompiler({ coerceTypes: false, useDefaults: false });
  return strict({ schema, method: '', url: '' });
}

/** Says what is wrong first with a value, taken as it is. The schema is compiled once. */
export function faultOf(schema: TSchema, value: unknown): string | undefined {
  const validate = compile(schema);
  if (validate(value)) return undefined;
  const errors = validate.errors ?? [];
  const [first] = errors;
  // Of a choice the validator says once for each that it is not that one.
  if (first?.keyword === 'const') {
    const choices = errors
      .filter(({ keyword }) => keyword === 'const')
      .map(({ params }) => params?.allowedValue);
    return `must be one of ${choices.join(', ')}`;
  }
  return first?.message ?? 'is not valid';
}

/** Whether a value, taken as it is, fits the schema, which is compiled once. */
export const fits = <T extends TSchema>(schema: T, value: unknown): value is Static<T> =>
  compile(schema)(value) === true;
