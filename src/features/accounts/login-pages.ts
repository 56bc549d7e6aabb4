import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '#src/database/database.ts';
import { authenticate } from '#src/features/accounts/account-store.ts';
import { loginPage } from '#src/features/accounts/pages/login-page.ts';
import { openSession } from '#src/features/accounts/session-store.ts';
import { LOGIN_LIMIT } from '#src/plugins/rate-limits.ts';
import { forgetSession, rememberSession } from '#src/plugins/sessions.ts';
import { localPath } from '#src/ui/local-path.ts';
import { t } from '#src/ui/messages/messages.ts';
import { paths } from '#src/ui/paths.ts';

/** Logging in and out in the browser. */
export const loginPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const next = Type.Optional(Type.String({ maxLength: 500 }));

  app.get(
    '/login',
    { schema: { hide: true, querystring: Type.Object({ next }) } },
    async (request, reply) => {
      if (request.identity) return reply.redirect(localPath(request.query.next) ?? paths.desk, 303);
      return reply.page((context) => loginPage(context, { next: request.query.next }));
    },
  );

  app.post(
    '/login',
    {
      preHandler: app.csrfProtection,
      config: { rateLimit: LOGIN_LIMIT },
      schema: {
        hide: true,
        body: Type.Object({
          username: Type.String({ maxLength: 200 }),
          password: Type.String({ maxLength: 1000 }),
          next,
        }),
      },
    },
    async (request, reply) => {
      const { username, password, next: target } = request.body;
      const account = await authenticate(database, username, password);
      if (!account) {
        return reply.page((context) => {
          const error = t(context.locale).login.failed;
          return loginPage(context, { username, next: target, error });
        }, 401);
      }
      rememberSession(reply, await openSession(database, account));
      return reply.after(localPath(target) ?? paths.desk);
    },
  );

  app.post('/logout', { preHandler: app.csrfProtection, schema: { hide: true } }, async (request, reply) => {
    await forgetSession(database, request, reply);
    return reply.after(paths.index, 'loggedOut');
  });
};
