import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  createAccessToken,
  listAccessTokens,
  MOST_TOKENS,
  revokeAccessToken,
  TokenError,
} from '#src/features/accounts/access-token-store.ts';
import {
  TokenRequestSchema,
  TokenResponse,
  toTokenResponse,
} from '#src/features/accounts/account-api-schema.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { Type } from '#src/schema/type.ts';
import { accountsEn } from '#src/ui/messages/accounts-en.ts';

function tokenProblem(error: unknown): never {
  if (!(error instanceof TokenError)) throw error;
  const detail = accountsEn.tokens.errors[error.reason];
  const pointer = `/body/${error.field === 'expires' ? 'expires_on' : error.field}`;
  throw new Problem({
    type: 'invalid-token-request',
    status: error.reason === 'nameTaken' ? 409 : 422,
    title: 'The token cannot be made so',
    errors: [{ pointer, detail }],
  });
}

/** Access tokens of the own account, made and revoked by those who are logged in. */
export const tokenApi: FastifyPluginAsyncTypebox<AccountParts> = async (app, { database }) => {
  const own = { tags: ['tokens'], security: bearer() };
  const preValidation = app.requireAccount;

  app.get(
    '/tokens',
    {
      preValidation,
      schema: {
        ...own,
        operationId: 'listTokens',
        summary: 'Access tokens of the own account, newest first',
        response: { 200: Type.Object({ tokens: Type.Array(TokenResponse) }) },
      },
    },
    async (request) => {
      const tokens = await listAccessTokens(database, identityOf(request).accountId);
      return { tokens: tokens.map(toTokenResponse) };
    },
  );

  app.post(
    '/tokens',
    {
      preValidation,
      schema: {
        ...own,
        operationId: 'createToken',
        summary: 'Make an access token',
        description: `The answer is the only time the token is shown. An account has ${MOST_TOKENS} at most. A token never does more than its account's role allows.`,
        body: TokenRequestSchema,
        response: {
          201: Type.Object(
            { ...TokenResponse.properties, token: Type.String() },
            { title: 'New access token' },
          ),
          ...problems(409, 422),
        },
      },
    },
    async (request, reply) => {
      const { name, scopes, expires_on: expiresOn } = request.body;
      const asked = { name, scopes, expiresOn };
      const { token, record } = await createAccessToken(database, identityOf(request), asked).catch(
        tokenProblem,
      );
      return reply.code(201).send({ ...toTokenResponse(record), token });
    },
  );

  app.delete(
    '/tokens/:id',
    {
      preValidation,
      schema: {
        ...own,
        operationId: 'revokeToken',
        summary: 'Revoke an access token',
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      if (!(await revokeAccessToken(database, identityOf(request).accountId, request.params.id)))
        throw notFound('There is no such token.');
      return reply.code(204).send(null);
    },
  );
};
