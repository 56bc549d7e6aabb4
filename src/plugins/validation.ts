import serializerSelector from '@fastify/fast-json-stringify-compiler';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyValidationResult } from 'fastify/types/schema.js';
import fastifyPlugin from 'fastify-plugin';
import { schemaCompiler } from '#src/schema/check.ts';

/** A validator that is compiled when it is first asked. */
function validateLater(compile: () => FastifyValidationResult): FastifyValidationResult {
  let made: FastifyValidationResult | undefined;
  const validate: FastifyValidationResult = (data) => {
    made ??= compile();
    const verdict = made(data);
    validate.errors = made.errors ?? null;
    return verdict;
  };
  return validate;
}

/** An empty body has no type, whatever the header says: many clients name one with every request. */
function forgetTypeOfNothing({ headers }: FastifyRequest, _reply: FastifyReply, done: () => void): void {
  if (Number(headers['content-length'] ?? 0) === 0 && headers['transfer-encoding'] === undefined)
    delete headers['content-type'];
  done();
}

type Serialize = (data: unknown) => string;

/** A serializer that is compiled when it is first asked: those of problems never are, and they are most. */
function serializeLater(compile: () => Serialize): Serialize {
  let made: Serialize | undefined;
  return (data) => {
    made ??= compile();
    return made(data);
  };
}

/**
 * Addresses, headers and forms are text, which becomes what the schema asks for. JSON has types of its own: the
 * body of an API request is taken as it is or refused, also for an unknown field, which is most likely misspelt. No schema
 * is compiled before a request needs it: a start would wait for all of them (ADR 32).
 */
export const validation = fastifyPlugin(
  async (app) => {
    const text = schemaCompiler({ coerceTypes: 'array', useDefaults: true });
    const json = schemaCompiler({ coerceTypes: false, useDefaults: true });
    const serializer = serializerSelector()();
    app.setValidatorCompiler((route) => {
      const compile = route.httpPart === 'body' && route.url?.startsWith('/api/') ? json : text;
      return validateLater(() => compile(route));
    });
    app.addHook('onRoute', (route) => {
      if (route.url.startsWith('/api/') && route.method !== 'GET' && !route.schema?.body)
        route.onRequest = [forgetTypeOfNothing, ...[route.onRequest ?? []].flat()];
    });
    app.setSerializerCompiler((route) =>
      serializeLater(() => serializer({ ...route, httpStatus: route.httpStatus ?? '' })),
    );
  },
  { name: 'validation', fastify: '5.x' },
);
