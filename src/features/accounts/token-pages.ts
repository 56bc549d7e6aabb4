import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  createAccessToken,
  revokeAccessToken,
  TokenError,
} from '#src/features/accounts/access-token-store.ts';
import type { AccountParts } from '#src/features/accounts/account-parts.ts';
import { FormTokens } from '#src/features/accounts/form-tokens.ts';
import { dayOf, HOUR } from '#src/features/accounts/hour.ts';
import { LIVES, type TokenForm } from '#src/features/accounts/pages/tokens-section.ts';
import { scopes as known, type Scope } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { showAccount } from '#src/features/accounts/show-account.ts';
import { FormKey } from '#src/plugins/form-key.ts';
import { type Static, Type } from '#src/schema/type.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const TokenBody = Type.Object({
  name: Type.String({ maxLength: 1000 }),
  // One ticked box comes as text, several as a list.
  scopes: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String(), { maxItems: 100 })])),
  days: Type.Enum([...LIVES]),
  form: Type.Optional(FormKey),
});

const scopesIn = ({ scopes = [] }: Static<typeof TokenBody>): string[] =>
  Array.isArray(scopes) ? scopes : [scopes];

const endOf = (days: string) => (days === '' ? null : dayOf(Date.now() + Number(days) * 24 * HOUR));

/** The form as it was sent, with what is wrong beside its fields. */
function refused(body: Static<typeof TokenBody>, { field, reason }: TokenError, locale: Locale): TokenForm {
  const sentence = t(locale).accounts.tokens.errors[reason];
  return {
    values: { name: body.name, scopes: scopesIn(body), days: body.days },
    errors: { [field === 'scopes' ? 'scopes' : 'name']: sentence },
  };
}

/** Making and revoking access tokens in the browser. */
export const tokenPages: FastifyPluginAsyncTypebox<AccountParts & { secret: string }> = async (
  app,
  { database, secret },
) => {
  const formTokens = new FormTokens(secret);
  const toWrite = { preValidation: [app.requireAccount, app.csrfProtection] };

  app.post(
    '/account/tokens',
    { ...toWrite, schema: { hide: true, body: TokenBody } },
    async (request, reply) => {
      const { body } = request;
      const scopes = scopesIn(body).filter((scope): scope is Scope => (known as string[]).includes(scope));
      const asked = { name: body.name, scopes, expiresOn: endOf(body.days) };
      try {
        const identity = identityOf(request);
        const made = formTokens.tokenOf(identity.accountId, { ...body, scopes });
        const { token } = await createAccessToken(database, identity, asked, made);
        // Not after a redirect: the token would have to be kept somewhere until the next page.
        return await showAccount(database, request, reply, { status: 201, token });
      } catch (error) {
        if (!(error instanceof TokenError)) throw error;
        const tokenForm = (locale: Locale) => refused(body, error, locale);
        return showAccount(database, request, reply, { status: 422, tokenForm });
      }
    },
  );

  app.post(
    '/account/tokens/:id/revoke',
    { ...toWrite, schema: { hide: true, params: Type.Object({ id: Type.String({ format: 'uuid' }) }) } },
    async (request, reply) => {
      await revokeAccessToken(database, identityOf(request).accountId, request.params.id);
      return reply.after(paths.account, 'tokenRevoked');
    },
  );
};
