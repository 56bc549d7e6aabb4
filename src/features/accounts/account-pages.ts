import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { MAXIMUM_PASSWORD } from '#src/features/accounts/account-rules.ts';
import { changePassword } from '#src/features/accounts/own-account.ts';
import { orRefusal, type Refusal } from '#src/features/accounts/refusal.ts';
import { endSession, endSessions } from '#src/features/accounts/session-store.ts';
import { forgetSession, identityOf, rememberSession } from '#src/features/accounts/sessions.ts';
import { showAccount } from '#src/features/accounts/show-account.ts';
import { PASSWORD_LIMIT } from '#src/plugins/rate-limits.ts';
import { Type } from '#src/schema/type.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The sentence of a refusal beside the field it is about. */
export function currentErrors(current: string, { fault, sentence }: Refusal, locale: Locale) {
  if (!fault || fault === 'lastAdministrator') return { form: sentence(locale) };
  if (fault !== 'passwordWrong') return { new: sentence(locale) };
  return { current: current === '' ? t(locale).accounts.faults.passwordMissing : sentence(locale) };
}

/** The own account in the browser: its page, its password and its sessions. */
export const accountPages: FastifyPluginAsyncTypebox<AccountParts> = async (app, parts) => {
  const { database } = parts;
  const hidden = { hide: true };
  const toWrite = { preValidation: [app.requireAccount, app.csrfProtection] };

  app.get('/account', { preValidation: app.requireAccount, schema: hidden }, (request, reply) =>
    showAccount(database, request, reply),
  );

  app.post(
    '/account/password',
    {
      ...toWrite,
      config: { rateLimit: PASSWORD_LIMIT },
      schema: {
        ...hidden,
        body: Type.Object({
          current: Type.String({ maxLength: MAXIMUM_PASSWORD }),
          new: Type.String({ maxLength: 2 * MAXIMUM_PASSWORD }),
        }),
      },
    },
    async (request, reply) => {
      const { current, new: password } = request.body;
      const confirmation = { identity: identityOf(request), password: current, address: request.ip };
      const result = await orRefusal(reply, changePassword(parts, confirmation, password));
      if ('refusal' in result) {
        const { refusal } = result;
        const passwordErrors = (locale: Locale) => currentErrors(current, refusal, locale);
        return showAccount(database, request, reply, { status: refusal.status, passwordErrors });
      }
      await rememberSession(database, request, reply, result.done);
      return reply.after(paths.account, 'passwordChanged');
    },
  );

  app.post('/account/sessions/end', { ...toWrite, schema: hidden }, async (request, reply) => {
    await endSessions(database, identityOf(request).accountId);
    await forgetSession(database, request, reply);
    return reply.after(paths.login, 'loggedOutEverywhere');
  });

  app.post(
    '/account/sessions/:id/end',
    { ...toWrite, schema: { ...hidden, params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } },
    async (request, reply) => {
      const { accountId, sessionId } = identityOf(request);
      const { id } = request.params;
      // One that is gone already has ended, which is what was asked for.
      await endSession(database, accountId, id);
      if (id !== sessionId) return reply.after(paths.account, 'sessionEnded');
      await forgetSession(database, request, reply);
      return reply.after(paths.login, 'loggedOut');
    },
  );
};
