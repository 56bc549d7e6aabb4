import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AccountResponse, RoleSchema, toAccountResponse } from '#src/features/accounts/account-api-schema.ts';
import { setRole } from '#src/features/accounts/account-changes.ts';
import { listAccounts } from '#src/features/accounts/account-list.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { orProblem } from '#src/features/accounts/account-problem.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { notFound } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

/** Everybody's accounts and their roles; for administrators. */
export const peopleApi: FastifyPluginAsyncTypebox<AccountParts> = async (app, { database }) => {
  const route = { tags: ['accounts'], security: bearer() };
  const preValidation = app.requireAdministrator;

  app.get(
    '/accounts',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'listAccounts',
        summary: 'Accounts by name',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          search: Type.Optional(Type.String({ maxLength: 200, description: 'Part of the name' })),
          role: Type.Optional(RoleSchema),
          after: Type.Optional(Type.String({ maxLength: 500, description: 'The `next` of the page before' })),
        }),
        response: {
          200: Type.Object({
            accounts: Type.Array(AccountResponse),
            next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
          }),
        },
      },
    },
    async ({ query }) => {
      const { accounts, next } = await listAccounts(database, query);
      return { accounts: accounts.map(toAccountResponse), next: next ?? null };
    },
  );

  app.patch(
    '/accounts/:id',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'setRole',
        summary: 'Set the role of an account',
        description: 'Holds from its next request on. The last administrator stays one (409).',
        params: Type.Object({ id: storedInteger() }),
        body: Type.Object({ role: RoleSchema }, { additionalProperties: false }),
        response: { 200: AccountResponse, ...problems(409) },
      },
    },
    async (request) => {
      const account = await orProblem(
        setRole(database, request.params.id, request.body.role, request.identity),
      );
      if (!account) throw notFound('There is no such account.');
      return toAccountResponse(account);
    },
  );
};
