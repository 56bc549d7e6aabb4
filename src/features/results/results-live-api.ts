import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { optionalBearer } from '#src/features/accounts/scopes.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { streamResults } from '#src/features/results/results-stream.ts';
import { Type } from '#src/schema/type.ts';

const LiveEvent = Type.Object(
  {
    event: Type.Enum(['results', 'changed', 'alive']),
    data: Type.String({ description: 'Of `results`, the results as JSON; of the others, nothing' }),
  },
  { title: 'Event of live results' },
);

/** `GET /questions/{slug}/results/live`: the tally of a question and every new one, for those who may see it. */
export const resultsLiveApi: FastifyPluginAsyncTypebox<ResultsParts> = async (app, parts) => {
  app.get(
    '/questions/:slug/results/live',
    {
      sse: { kind: 'manual' },
      // An answer without a body would never end.
      exposeHeadRoute: false,
      config: { unlimited: true },
      schema: {
        tags: ['results'],
        operationId: 'streamResults',
        summary: 'Counted votes, as they come in',
        description:
          'Server-sent events. Each `results` holds in its data what `getResults` answers: the first at once, the next as votes come, five a second at most. `changed` says that the question was closed, edited or deleted, and ends the stream; where not everybody may see the results, it also ends after five minutes. Ask again to go on. `alive` comes every 20 seconds: where nothing came for longer than two of them, ask again as well.',
        security: optionalBearer('results:read'),
        params: Type.Object({ slug: Type.String() }),
        response: {
          200: {
            description: 'Events, for as long as you read',
            content: { 'text/event-stream': { schema: LiveEvent } },
          },
        },
      },
    },
    (request, reply) => streamResults(parts, request, reply, undefined),
  );
};
