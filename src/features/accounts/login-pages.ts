import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { MAXIMUM_PASSWORD } from '#src/features/accounts/account-rules.ts';
import { logIn } from '#src/features/accounts/log-in.ts';
import { loginPage } from '#src/features/accounts/pages/login-page.ts';
import { orRefusal } from '#src/features/accounts/refusal.ts';
import { deviceOf, forgetSession, rememberSession } from '#src/features/accounts/sessions.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { Type } from '#src/schema/type.ts';
import { localPath } from '#src/ui/local-path.ts';
import { t } from '#src/ui/messages/messages.ts';
import { paths } from '#src/ui/paths.ts';

/** Where people go after logging in who did not come from somewhere. */
const homeOf = ({ role }: { role: string }) => (role === 'voter' ? paths.index : paths.desk);

/** Logging in and out in the browser. */
export const loginPages: FastifyPluginAsyncTypebox<AccountParts> = async (app, parts) => {
  const { database } = parts;
  const next = Type.Optional(Type.String({ maxLength: 500 }));

  app.get(
    '/login',
    { schema: { hide: true, querystring: Type.Object({ next }) } },
    async (request, reply) => {
      const { identity, query } = request;
      if (identity) return reply.redirect(localPath(query.next) ?? homeOf(identity), 303);
      return reply.page((context) => loginPage(context, { next: query.next }));
    },
  );

  app.post(
    '/login',
    {
      preHandler: app.csrfProtection,
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        hide: true,
        body: Type.Object({
          username: Type.String({ maxLength: 200 }),
          password: Type.String({ maxLength: MAXIMUM_PASSWORD }),
          next,
        }),
      },
    },
    async (request, reply) => {
      const { username, password, next: target } = request.body;
      const attempt = { name: username, password, address: request.ip, device: deviceOf(request) };
      const result = await orRefusal(reply, logIn(parts, attempt));
      if ('refusal' in result) {
        const { status, sentence } = result.refusal;
        return reply.page(
          (context) => loginPage(context, { username, next: target, error: sentence(context.locale) }),
          status,
        );
      }
      const account = result.done;
      if (!account) {
        return reply.page((context) => {
          const error = t(context.locale).login.failed;
          return loginPage(context, { username, next: target, error });
        }, 401);
      }
      await rememberSession(database, request, reply, account);
      return reply.after(localPath(target) ?? homeOf(account));
    },
  );

  app.post('/logout', { preHandler: app.csrfProtection, schema: { hide: true } }, async (request, reply) => {
    await forgetSession(database, request, reply);
    return reply.after(paths.index, 'loggedOut');
  });
};
