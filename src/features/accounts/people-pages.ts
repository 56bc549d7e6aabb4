import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import { accountRoles } from '#src/database/models/account.ts';
import { setRole } from '#src/features/accounts/account-changes.ts';
import { type AccountQuery, listAccounts } from '#src/features/accounts/account-list.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { dayOf } from '#src/features/accounts/hour.ts';
import { peoplePage } from '#src/features/accounts/pages/people-page.ts';
import { orRefusal, type Refusal } from '#src/features/accounts/refusal.ts';
import { notFound } from '#src/plugins/problem.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';
import { localPath } from '#src/ui/local-path.ts';
import { paths, withQuery } from '#src/ui/paths.ts';

const PER_PAGE = 20;

/** Everybody's accounts and their roles in the browser, for administrators. */
export const peoplePages: FastifyPluginAsyncTypebox<AccountParts> = async (app, { database }) => {
  const cursor = Type.Optional(Type.String({ maxLength: 500 }));
  const role = Type.Enum([...accountRoles]);

  async function show(reply: FastifyReply, query: Omit<AccountQuery, 'limit'>, refusal?: Refusal) {
    const { search = '', role: only } = query;
    const { accounts, previous, next } = await listAccounts(database, { ...query, limit: PER_PAGE });
    const link = (name: string, value: string | undefined) =>
      value && withQuery(paths.people, { search, role: only, [name]: value });
    return reply.page(
      (context) =>
        peoplePage(context, {
          people: accounts.map(({ id, name, role, createdAt }) => {
            return { id, name, role, createdOn: dayOf(createdAt.getTime()) };
          }),
          search,
          role: only ?? '',
          previous: link('before', previous),
          next: link('after', next),
          error: refusal?.sentence(context.locale),
        }),
      refusal?.status,
    );
  }

  app.get(
    '/organise/people',
    {
      preValidation: app.requireAdministrator,
      schema: {
        hide: true,
        querystring: Type.Object({
          search: Type.Optional(Type.String({ maxLength: 200 })),
          role: Type.Optional(Type.Union([role, Type.Literal('')])),
          after: cursor,
          before: cursor,
        }),
      },
    },
    ({ query }, reply) => show(reply, { ...query, role: query.role || undefined }),
  );

  app.post(
    '/organise/people/:id/role',
    {
      preValidation: [app.requireAdministrator, app.csrfProtection],
      schema: {
        hide: true,
        params: Type.Object({ id: storedInteger() }),
        body: Type.Object({ role, next: Type.Optional(Type.String({ maxLength: 2000 })) }),
      },
    },
    async (request, reply) => {
      const result = await orRefusal(
        reply,
        setRole(database, request.params.id, request.body.role, request.identity),
      );
      if ('refusal' in result) return show(reply, {}, result.refusal);
      if (!result.done) throw notFound('There is no such account.');
      return reply.after(localPath(request.body.next) ?? paths.people, 'roleSet');
    },
  );
};
