import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { currentErrors } from '#src/features/accounts/account-pages.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { MAXIMUM_PASSWORD } from '#src/features/accounts/account-rules.ts';
import { leave } from '#src/features/accounts/own-account.ts';
import { deleteAccountPage } from '#src/features/accounts/pages/delete-account-page.ts';
import { orRefusal } from '#src/features/accounts/refusal.ts';
import { forgetSession, identityOf } from '#src/features/accounts/sessions.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

/** Deleting the own account in the browser. */
export const leavePages: FastifyPluginAsyncTypebox<AccountParts> = async (app, parts) => {
  app.get(
    '/account/delete',
    { preValidation: app.requireAccount, schema: { hide: true } },
    (_request, reply) => reply.page((context) => deleteAccountPage(context)),
  );

  app.post(
    '/account/delete',
    {
      preValidation: [app.requireAccount, app.csrfProtection],
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        hide: true,
        body: Type.Object({ current: Type.String({ maxLength: MAXIMUM_PASSWORD }) }),
      },
    },
    async (request, reply) => {
      const { current } = request.body;
      const confirmation = { identity: identityOf(request), password: current, address: request.ip };
      const result = await orRefusal(reply, leave(parts, confirmation));
      if ('refusal' in result) {
        const { refusal } = result;
        return reply.page((context) => {
          const errors = currentErrors(current, refusal, context.locale);
          return deleteAccountPage(context, { errors });
        }, refusal.status);
      }
      await forgetSession(parts.database, request, reply);
      return reply.after(paths.index, 'accountDeleted');
    },
  );
};
