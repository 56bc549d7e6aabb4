import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { steadySender } from '#src/features/results/live/steady-sender.ts';
import type { LiveResults } from '#src/features/results/live-results.ts';
import type { ResultsGate } from '#src/features/results/results-gate.ts';
import { localeOf } from '#src/plugins/locale-of.ts';

interface Parts {
  catalogue: QuestionCatalogue;
  gate: ResultsGate;
  live: LiveResults;
}

/** The live stream of a question's results, for those who may see them. It ends when the question changes. */
export const resultsLive: FastifyPluginAsyncTypebox<Parts> = async (app, { catalogue, gate, live }) => {
  app.get(
    '/questions/:slug/live',
    {
      // Messages come serialised, once for all viewers.
      sse: { kind: 'only', serializer: (data: string) => data },
      config: { unlimited: true },
      schema: { hide: true, params: Type.Object({ slug: Type.String() }) },
    },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      await gate.require(request, question);
      reply.beginStream();
      const send = steadySender(async (message) => {
        await reply.sse.send(message);
        if (message.event === 'changed') reply.sse.close();
      });
      reply.sse.onClose(live.watch(question, { locale: localeOf(request), send }));
      reply.sse.sendHeaders();
    },
  );
};
