import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  PasswordSchema,
  SessionResponse,
  toSessionResponse,
} from '#src/features/accounts/account-api-schema.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { orProblem } from '#src/features/accounts/account-problem.ts';
import { logIn } from '#src/features/accounts/log-in.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import {
  endSession,
  endSessions,
  listSessions,
  openSession,
  sessionExpiry,
} from '#src/features/accounts/session-store.ts';
import { forgetSession, identityOf } from '#src/features/accounts/sessions.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { Type } from '#src/schema/type.ts';

/** Sessions for API clients: a bearer token for a name and password; and every session of the account. */
export const sessionApi: FastifyPluginAsyncTypebox<AccountParts> = async (app, parts) => {
  const { database } = parts;
  const own = { tags: ['sessions'], security: bearer() };
  const preValidation = app.requireAccount;
  const gone = { 204: Type.Null() };

  app.post(
    '/sessions',
    {
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        tags: ['sessions'],
        operationId: 'openSession',
        summary: 'Log in',
        description:
          'Gives a token for the `Authorization: Bearer` header, with all the rights of the account. For programs, access tokens (`/tokens`) can do less and last longer.',
        body: Type.Object(
          { name: Type.String({ maxLength: 200 }), password: PasswordSchema },
          { additionalProperties: false, examples: [{ name: 'ada', password: 'correct horse battery' }] },
        ),
        response: {
          201: Type.Object({ token: Type.String(), expires_at: Type.String({ format: 'date-time' }) }),
          ...problems(401),
        },
      },
    },
    async (request, reply) => {
      const account = await orProblem(logIn(parts, { ...request.body, address: request.ip }));
      if (!account) {
        throw new Problem({ type: 'unauthorized', status: 401, title: 'Name or password is wrong' });
      }
      const token = await openSession(database, account);
      return reply.code(201).send({ token, expires_at: sessionExpiry().toISOString() });
    },
  );

  app.get(
    '/sessions',
    {
      preValidation,
      schema: {
        ...own,
        operationId: 'listSessions',
        summary: 'Sessions of the own account',
        response: { 200: Type.Object({ sessions: Type.Array(SessionResponse) }) },
      },
    },
    async (request) => {
      const { accountId, sessionId } = identityOf(request);
      const sessions = await listSessions(database, accountId);
      return { sessions: sessions.map((session) => toSessionResponse(session, sessionId)) };
    },
  );

  app.delete(
    '/sessions/current',
    { preValidation, schema: { ...own, operationId: 'closeSession', summary: 'Log out', response: gone } },
    async (request, reply) => {
      await forgetSession(database, request, reply);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/sessions/:id',
    {
      preValidation,
      schema: {
        ...own,
        operationId: 'endSession',
        summary: 'End one session of the own account',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: gone,
      },
    },
    async (request, reply) => {
      if (!(await endSession(database, identityOf(request).accountId, request.params.id)))
        throw notFound('There is no such session.');
      return reply.code(204).send(null);
    },
  );

  app.delete(
    '/sessions',
    {
      preValidation,
      schema: { ...own, operationId: 'endSessions', summary: 'Log out everywhere', response: gone },
    },
    async (request, reply) => {
      await endSessions(database, identityOf(request).accountId);
      return reply.code(204).send(null);
    },
  );
};
