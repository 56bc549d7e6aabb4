import type { FastifyPluginAsync } from 'fastify';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { accountApi } from '#src/features/accounts/account-api.ts';
import { Attempts } from '#src/features/accounts/attempts.ts';
import { peopleApi } from '#src/features/accounts/people-api.ts';
import { sessionApi } from '#src/features/accounts/session-api.ts';
import { tokenApi } from '#src/features/accounts/token-api.ts';

/** Every route of the API about accounts. */
export const accountsApi: FastifyPluginAsync<{ config: Config; database: Database; secret: string }> = async (
  app,
  { config, database, secret },
) => {
  const parts = { config, database, attempts: new Attempts(database, secret) };
  for (const routes of [accountApi, peopleApi, sessionApi, tokenApi]) await app.register(routes, parts);
};
