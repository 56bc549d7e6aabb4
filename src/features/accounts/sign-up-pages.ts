import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { MAXIMUM_PASSWORD } from '#src/features/accounts/account-rules.ts';
import { signUpClosedPage, signUpPage } from '#src/features/accounts/pages/sign-up-page.ts';
import { orRefusal, type Refusal } from '#src/features/accounts/refusal.ts';
import { rememberSession } from '#src/features/accounts/sessions.ts';
import { signUpByForm } from '#src/features/accounts/sign-up.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { Type } from '#src/schema/type.ts';
import { localPath } from '#src/ui/local-path.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The sentence of a refusal beside the field it is about. */
function errorsOf(username: string, { fault, sentence }: Refusal, locale: Locale) {
  if (!fault) return { form: sentence(locale) };
  if (fault.startsWith('password')) return { password: sentence(locale) };
  return { username: username.trim() === '' ? t(locale).accounts.faults.nameMissing : sentence(locale) };
}

/** Signing up in the browser, where the operator allows it; who has signed up is logged in. */
export const signUpPages: FastifyPluginAsyncTypebox<AccountParts> = async (app, parts) => {
  const next = Type.Optional(Type.String({ maxLength: 500 }));
  const closed = parts.config.signUp === 'closed';

  app.get(
    '/signup',
    { schema: { hide: true, querystring: Type.Object({ next }) } },
    async (request, reply) => {
      if (request.identity) return reply.redirect(localPath(request.query.next) ?? paths.account, 303);
      if (closed) return reply.page(signUpClosedPage, 403);
      return reply.page((context) => signUpPage(context, { next: request.query.next }));
    },
  );

  app.post(
    '/signup',
    {
      preHandler: app.csrfProtection,
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        hide: true,
        body: Type.Object({
          username: Type.String({ maxLength: 200 }),
          password: Type.String({ maxLength: 2 * MAXIMUM_PASSWORD }),
          next,
        }),
      },
    },
    async (request, reply) => {
      if (closed) return reply.page(signUpClosedPage, 403);
      const { username, password, next: target } = request.body;
      const asked = { name: username, password, address: request.ip };
      const result = await orRefusal(reply, signUpByForm(parts, asked));
      if ('refusal' in result) {
        const { refusal } = result;
        return reply.page((context) => {
          const errors = errorsOf(username, refusal, context.locale);
          return signUpPage(context, { username, next: target, errors });
        }, refusal.status);
      }
      await rememberSession(parts.database, request, reply, result.done);
      return reply.after(localPath(target) ?? paths.index, 'signedUp');
    },
  );
};
