import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { reading } from '#src/features/observatory/backend.ts';
import { observatoryPage } from '#src/features/observatory/pages/observatory-page.ts';
import { tracePage } from '#src/features/observatory/pages/trace-page.ts';
import { readOverview } from '#src/features/observatory/read-overview.ts';
import { isTraceId, readStory } from '#src/features/observatory/tempo-api.ts';
import { Type } from '#src/schema/type.ts';

/** What operators see of the service's own telemetry, beside the ledger it speaks of. */
export const observatoryPages: FastifyPluginAsyncTypebox<{ config: Config; database: Database }> = async (
  app,
  { config, database },
) => {
  const preValidation = app.requireAdministrator;

  app.get('/observatory', { preValidation, schema: { hide: true } }, async (request, reply) => {
    const overview = await readOverview(config, database.sequelize, request.log);
    return reply.page((context) => observatoryPage(context, overview));
  });

  app.get(
    '/observatory/traces/:id',
    { preValidation, schema: { hide: true, params: Type.Object({ id: Type.String() }) } },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      // What is no id names no trace, and is put into no address.
      const story = isTraceId(id)
        ? await reading(config.tempoUrl, request.log, (base) => readStory(base, id))
        : { value: undefined };
      const found = story.fault !== undefined || story.value !== undefined;
      return reply.page((context) => tracePage(context, story), found ? 200 : 404);
    },
  );
};
