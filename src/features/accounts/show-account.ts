import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#src/database/database.ts';
import type { AccessTokenModel } from '#src/database/models/access-token.ts';
import { listAccessTokens } from '#src/features/accounts/access-token-store.ts';
import { dayOf } from '#src/features/accounts/hour.ts';
import { accountPage, type PasswordErrors } from '#src/features/accounts/pages/account-page.ts';
import type { ShownToken, TokenForm } from '#src/features/accounts/pages/tokens-section.ts';
import type { Scope } from '#src/features/accounts/scopes.ts';
import { listSessions } from '#src/features/accounts/session-store.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import type { Locale } from '#src/ui/page-context.ts';

const shown = ({ id, name, scopes, createdOn, expiresOn, lastUsedOn }: AccessTokenModel): ShownToken => ({
  id,
  name,
  scopes: scopes as Scope[],
  createdOn,
  expiresOn: expiresOn ?? null,
  lastUsedOn: lastUsedOn ?? null,
  expired: Boolean(expiresOn && expiresOn < dayOf(Date.now())),
});

/** What the page tells besides the account itself, and with what status: a form that was refused, or a token that was made. */
interface AccountNews {
  status?: number;
  passwordErrors?: (locale: Locale) => PasswordErrors;
  tokenForm?: (locale: Locale) => TokenForm;
  token?: string;
}

/** Answers with the page of the own account. */
export async function showAccount(
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  { status = 200, ...news }: AccountNews = {},
): Promise<FastifyReply> {
  const { accountId, sessionId } = identityOf(request);
  const account = await database.accounts.findByPk(accountId, { rejectOnEmpty: true });
  const sessions = await listSessions(database, accountId);
  const tokens = await listAccessTokens(database, accountId);
  const { name, role, createdAt } = account;
  return reply.page(
    (context) =>
      accountPage(context, {
        account: { name, role, createdOn: dayOf(createdAt.getTime()) },
        sessions: sessions.map(({ id, client, createdAt, lastSeenAt, expiresAt }) => {
          return { id, client, current: id === sessionId, createdAt, lastSeenAt, expiresAt };
        }),
        tokens: tokens.map(shown),
        ...(news.passwordErrors && { passwordErrors: news.passwordErrors(context.locale) }),
        ...(news.tokenForm && { tokenForm: news.tokenForm(context.locale) }),
        token: news.token,
      }),
    status,
  );
}
