import type { FastifyPluginAsync } from 'fastify';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { accountPages } from '#src/features/accounts/account-pages.ts';
import { Attempts } from '#src/features/accounts/attempts.ts';
import { leavePages } from '#src/features/accounts/leave-pages.ts';
import { loginPages } from '#src/features/accounts/login-pages.ts';
import { peoplePages } from '#src/features/accounts/people-pages.ts';
import { signUpPages } from '#src/features/accounts/sign-up-pages.ts';
import { tokenPages } from '#src/features/accounts/token-pages.ts';

/** Every page about accounts. */
export const accountsWeb: FastifyPluginAsync<{ config: Config; database: Database; secret: string }> = async (
  app,
  { config, database, secret },
) => {
  const parts = { config, database, attempts: new Attempts(database, secret), secret };
  for (const routes of [accountPages, leavePages, loginPages, peoplePages, signUpPages, tokenPages])
    await app.register(routes, parts);
};
