import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findPublished } from '#src/features/questions/find-published.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { LARGEST_INTEGER } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

/** The address that a room types: it leads to the question, or to its results once it is closed. */
export const shortAddress: FastifyPluginAsyncTypebox<ResultsParts> = async (app, { database, catalogue }) => {
  app.get(
    '/q/:id',
    {
      schema: {
        hide: true,
        params: Type.Object({ id: Type.String() }),
      },
    },
    async (request, reply) => {
      // What somebody has mistyped leads nowhere, as any other address that there is not.
      const id = /^\d{1,10}$/.test(request.params.id) ? Number(request.params.id) : 0;
      const row =
        id <= LARGEST_INTEGER ? await database.questions.findByPk(id, { attributes: ['slug'] }) : null;
      // Nobody learns the address of a draft.
      const question = await findPublished(catalogue, row?.slug ?? '');
      const path = questionStatus(question) === 'open' ? paths.question : paths.results;
      return reply.redirect(path(question.slug), 302);
    },
  );
};
