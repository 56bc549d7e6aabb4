import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AccountResponse,
  NameSchema,
  NewPasswordSchema,
  PasswordSchema,
  toAccountResponse,
} from '#src/features/accounts/account-api-schema.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { orProblem } from '#src/features/accounts/account-problem.ts';
import { changePassword, leave } from '#src/features/accounts/own-account.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { openSession, sessionExpiry } from '#src/features/accounts/session-store.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { signUp } from '#src/features/accounts/sign-up.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { Type } from '#src/schema/type.ts';

/** Signing up, and the account of who asks. */
export const accountApi: FastifyPluginAsyncTypebox<AccountParts> = async (app, parts) => {
  const { database, config } = parts;
  const own = { tags: ['account'], security: bearer() };
  const preValidation = app.requireAccount;
  const limited = { config: { rateLimit: PASSWORD_LIMIT } };

  app.post(
    '/accounts',
    {
      ...limited,
      schema: {
        tags: ['account'],
        operationId: 'signUp',
        summary: 'Sign up',
        description: 'Makes a voter’s account; 403 where the operator has closed signing up.',
        body: Type.Object({ name: NameSchema, password: NewPasswordSchema }, { additionalProperties: false }),
        response: { 201: AccountResponse, ...problems(403, 409, 422) },
      },
    },
    async (request, reply) => {
      if (config.signUp === 'closed') {
        throw new Problem({
          type: 'sign-up-closed',
          status: 403,
          title: 'Not allowed',
          detail: 'Accounts are made by the operator here.',
        });
      }
      const account = await orProblem(signUp(parts, { ...request.body, address: request.ip }));
      return reply.code(201).header('location', '/api/v1/account').send(toAccountResponse(account));
    },
  );

  app.get(
    '/account',
    {
      preValidation,
      schema: {
        ...own,
        operationId: 'getAccount',
        summary: 'The own account',
        response: { 200: AccountResponse, ...problems(404) },
      },
    },
    async (request) => {
      const account = await database.accounts.findByPk(identityOf(request).accountId);
      if (!account) throw notFound('The account is gone.');
      return toAccountResponse(account);
    },
  );

  app.put(
    '/account/password',
    {
      ...limited,
      preValidation,
      schema: {
        ...own,
        operationId: 'changePassword',
        summary: 'Change the own password',
        description:
          'Ends every session of the account, this one included, and gives the token of a new one.',
        body: Type.Object(
          { current_password: PasswordSchema, new_password: NewPasswordSchema },
          { additionalProperties: false },
        ),
        response: {
          200: Type.Object({ token: Type.String(), expires_at: Type.String({ format: 'date-time' }) }),
          ...problems(422),
        },
      },
    },
    async (request) => {
      const { current_password: password, new_password } = request.body;
      const confirmation = { identity: identityOf(request), password, address: request.ip };
      const account = await orProblem(changePassword(parts, confirmation, new_password), 'new_password');
      return { token: await openSession(database, account), expires_at: sessionExpiry().toISOString() };
    },
  );

  app.delete(
    '/account',
    {
      ...limited,
      preValidation,
      schema: {
        ...own,
        operationId: 'deleteAccount',
        summary: 'Delete the own account',
        description:
          'Ends its sessions and tokens. Ballots stay counted, since nothing joins them to the account; questions stay without an author.',
        body: Type.Object({ password: PasswordSchema }, { additionalProperties: false }),
        response: { 204: Type.Null(), ...problems(409) },
      },
    },
    async (request, reply) => {
      const { password } = request.body;
      await orProblem(leave(parts, { identity: identityOf(request), password, address: request.ip }));
      return reply.code(204).send(null);
    },
  );
};
