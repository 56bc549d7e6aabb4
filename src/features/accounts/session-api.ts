import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '#src/database/database.ts';
import { authenticate } from '#src/features/accounts/account-store.ts';
import { openSession, SESSION_LIFETIME } from '#src/features/accounts/session-store.ts';
import { Problem, ProblemSchema } from '#src/plugins/problem.ts';
import { LOGIN_LIMIT } from '#src/plugins/rate-limits.ts';
import { forgetSession } from '#src/plugins/sessions.ts';

/** Sessions for API clients: a bearer token for a name and password. */
export const sessionApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.post(
    '/sessions',
    {
      config: { rateLimit: LOGIN_LIMIT },
      schema: {
        tags: ['sessions'],
        operationId: 'openSession',
        summary: 'Log in',
        description: 'Gives a token for the `Authorization: Bearer` header.',
        body: Type.Object(
          { name: Type.String({ maxLength: 200 }), password: Type.String({ maxLength: 1000 }) },
          { additionalProperties: false },
        ),
        response: {
          201: Type.Object({ token: Type.String(), expires_at: Type.String({ format: 'date-time' }) }),
          default: ProblemSchema,
        },
      },
    },
    async (request, reply) => {
      const account = await authenticate(database, request.body.name, request.body.password);
      if (!account) {
        throw new Problem({ type: 'unauthorized', status: 401, title: 'Name or password is wrong' });
      }
      const token = await openSession(database, account);
      const expires = new Date(Date.now() + SESSION_LIFETIME);
      return reply.code(201).send({ token, expires_at: expires.toISOString() });
    },
  );

  app.delete(
    '/sessions/current',
    {
      schema: {
        tags: ['sessions'],
        operationId: 'closeSession',
        summary: 'Log out',
        security: [{ bearer: [] }],
        response: { 204: Type.Null(), default: ProblemSchema },
      },
    },
    async (request, reply) => {
      await forgetSession(database, request, reply);
      return reply.code(204).send(null);
    },
  );
};
