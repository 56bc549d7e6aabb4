import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

interface Parts {
  database: Database;
  catalogue: QuestionCatalogue;
}

/** The address that a room types: it leads to the question, or to its results once it is closed. */
export const shortAddress: FastifyPluginAsyncTypebox<Parts> = async (app, { database, catalogue }) => {
  app.get(
    '/q/:id',
    {
      schema: {
        hide: true,
        params: Type.Object({ id: Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 }) }),
      },
    },
    async (request, reply) => {
      const row = await database.questions.findByPk(request.params.id, { attributes: ['slug'] });
      // Nobody learns the address of a draft.
      const question = await findPublished(catalogue, row?.slug ?? '');
      const path = questionStatus(question) === 'open' ? paths.question : paths.results;
      return reply.header('cache-control', 'no-store').redirect(path(question.slug), 302);
    },
  );
};
