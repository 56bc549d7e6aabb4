import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findPublished } from '#src/features/questions/find-published.ts';
import { anybody, maySeeResults } from '#src/features/questions/may-see-results.ts';
import { presentPage } from '#src/features/results/pages/present-page.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { resultsState } from '#src/features/results/results-state.ts';
import { originOf } from '#src/plugins/origin-of.ts';
import { Type } from '#src/schema/type.ts';

/**
 * A question on a big screen. A room sees what anybody may see, whoever has put it up; who may see more than that can
 * show it there, by a link that says so.
 */
export const presentPages: FastifyPluginAsyncTypebox<ResultsParts> = async (app, parts) => {
  const { config, catalogue, gate, tallies } = parts;
  app.get(
    '/questions/:slug/present',
    {
      schema: {
        hide: true,
        params: Type.Object({ slug: Type.String() }),
        querystring: Type.Object({ results: Type.Optional(Type.Literal('shown')) }),
      },
    },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const maySee = await gate.maySee(request, question);
      const shown = maySee && (request.query.results === 'shown' || maySeeResults(question, anybody));
      const state = resultsState(question);
      const tally = shown ? await tallies.recent(question) : undefined;
      return reply.page((context) =>
        presentPage(context, {
          ...question,
          state,
          tally,
          keptFromRoom: maySee && !shown,
          origin: originOf(config, request),
        }),
      );
    },
  );
};
