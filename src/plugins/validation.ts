import ajvCompiler, { type ValidatorFactory } from '@fastify/ajv-compiler';
import type { FastifySchemaCompiler } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

const buildCompiler = (ajvCompiler as unknown as () => ValidatorFactory)();

/**
 * Addresses, headers and forms are text, which becomes what the schema asks for. JSON says what it means: the body of an
 * API request is taken as it is or not at all, an unknown field included, since it is most likely a misspelt one.
 */
export const validation = fastifyPlugin(
  async (app) => {
    const compiler = (coerceTypes: 'array' | false) =>
      buildCompiler({}, { customOptions: { coerceTypes, useDefaults: true, removeAdditional: false } });
    const [text, json] = [compiler('array'), compiler(false)] as [
      FastifySchemaCompiler<unknown>,
      FastifySchemaCompiler<unknown>,
    ];
    app.setValidatorCompiler((route) =>
      route.httpPart === 'body' && route.url?.startsWith('/api/') ? json(route) : text(route),
    );
  },
  { name: 'validation', fastify: '5.x' },
);
