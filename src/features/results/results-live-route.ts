import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { streamChange, streamResults } from '#src/features/results/results-stream.ts';
import { localeOf } from '#src/plugins/locale-of.ts';
import { Type } from '#src/schema/type.ts';

/** The live stream of a results page, for those who may see it, and of a page that waits for them. */
export const resultsLiveRoute: FastifyPluginAsyncTypebox<ResultsParts> = async (app, parts) => {
  app.get(
    '/questions/:slug/live',
    {
      sse: { kind: 'only' },
      // An answer without a body would never end.
      exposeHeadRoute: false,
      config: { unlimited: true },
      schema: {
        hide: true,
        params: Type.Object({ slug: Type.String() }),
        querystring: Type.Object({ only: Type.Optional(Type.Literal('change')) }),
      },
    },
    (request, reply) =>
      request.query.only === 'change'
        ? streamChange(parts, request, reply)
        : streamResults(parts, request, reply, localeOf(request)),
  );
};
