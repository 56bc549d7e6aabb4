import type { FastifyPluginAsync } from 'fastify';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { accountApi } from '#src/features/accounts/account-api.ts';
import { accountPages } from '#src/features/accounts/account-pages.ts';
import { Attempts } from '#src/features/accounts/attempts.ts';
import { leavePages } from '#src/features/accounts/leave-pages.ts';
import { loginPages } from '#src/features/accounts/login-pages.ts';
import { peopleApi } from '#src/features/accounts/people-api.ts';
import { peoplePages } from '#src/features/accounts/people-pages.ts';
import { sessionApi } from '#src/features/accounts/session-api.ts';
import { signUpPages } from '#src/features/accounts/sign-up-pages.ts';
import { tokenApi } from '#src/features/accounts/token-api.ts';
import { tokenPages } from '#src/features/accounts/token-pages.ts';

/** Everything about accounts for the roles in `config.roles`: pages, and routes of the API. */
export const accounts: FastifyPluginAsync<{ config: Config; database: Database; secret: string }> = async (
  app,
  { config, database, secret },
) => {
  const parts = { config, database, attempts: new Attempts(database, secret) };
  const pages = [loginPages, signUpPages, accountPages, tokenPages, leavePages, peoplePages];
  const api = [sessionApi, accountApi, tokenApi, peopleApi];
  if (config.roles.includes('web')) for (const routes of pages) await app.register(routes, parts);
  if (config.roles.includes('api'))
    for (const routes of api) await app.register(routes, { ...parts, prefix: '/api/v1' });
};
