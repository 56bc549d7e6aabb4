import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { react } from '#src/features/ranking/reaction-store.ts';
import { Type } from '#src/schema/type.ts';
import { localPath } from '#src/ui/local-path.ts';
import { paths } from '#src/ui/paths.ts';

interface Parts {
  database: Database;
  catalogue: QuestionCatalogue;
}

/** The forms of the like and dislike buttons; they lead back to the page that the button is on. */
export const reactionPages: FastifyPluginAsyncTypebox<Parts> = async (app, { database, catalogue }) => {
  app.post(
    '/questions/:slug/reaction',
    {
      preValidation: [app.requireAccount, app.csrfProtection],
      schema: {
        hide: true,
        params: Type.Object({ slug: Type.String() }),
        body: Type.Object({
          reaction: Type.Enum(['like', 'dislike', 'none']),
          next: Type.Optional(Type.String({ maxLength: 4000 })),
        }),
      },
    },
    async (request, reply) => {
      const { id, slug } = await findPublished(catalogue, request.params.slug);
      const { reaction, next } = request.body;
      const { accountId } = identityOf(request);
      await react(database.sequelize, id, accountId, reaction === 'none' ? null : reaction);
      return reply.redirect(`${localPath(next) ?? paths.question(slug)}#reaction-${slug}`, 303);
    },
  );
};
