import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { bearer, optionalBearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { type Reaction, react, reactionsTo } from '#src/features/ranking/reaction-store.ts';
import { Type } from '#src/schema/type.ts';

interface Parts {
  database: Database;
  catalogue: QuestionCatalogue;
}

const reaction = Type.Enum(['like', 'dislike']);
const params = Type.Object({ slug: Type.String() });
const response = {
  200: Type.Object(
    {
      likes: Type.Integer(),
      dislikes: Type.Integer(),
      reaction: Type.Union([reaction, Type.Null()], { description: 'That of the account, where it has one' }),
    },
    { title: 'Reactions' },
  ),
};

/** Likes and dislikes: one of an account for a question, changed and taken back as it likes. */
export const reactionApi: FastifyPluginAsyncTypebox<Parts> = async (app, { database, catalogue }) => {
  const { sequelize } = database;
  const url = '/questions/:slug/reaction';
  const route = { tags: ['questions'], params, response };

  async function answer(questionId: number, accountId: number | undefined) {
    const { own, ...counts } = await reactionsTo(sequelize, questionId, accountId);
    return { ...counts, reaction: own };
  }

  async function set(slug: string, accountId: number, value: Reaction | null) {
    const { id } = await findPublished(catalogue, slug);
    await react(sequelize, id, accountId, value);
    return answer(id, accountId);
  }

  app.get(
    url,
    {
      schema: {
        ...route,
        operationId: 'getReactions',
        summary: 'Likes and dislikes of a question',
        security: optionalBearer('votes:write'),
      },
    },
    async (request) => {
      const { id } = await findPublished(catalogue, request.params.slug);
      return answer(id, request.identity?.accountId);
    },
  );

  app.put(
    url,
    {
      preValidation: app.requireAccount,
      schema: {
        ...route,
        operationId: 'setReaction',
        summary: 'Like or dislike a question',
        security: bearer('votes:write'),
        body: Type.Object({ reaction }, { additionalProperties: false }),
      },
    },
    (request) => set(request.params.slug, identityOf(request).accountId, request.body.reaction),
  );

  app.delete(
    url,
    {
      preValidation: app.requireAccount,
      schema: {
        ...route,
        operationId: 'removeReaction',
        summary: 'Take a like or dislike back',
        security: bearer('votes:write'),
      },
    },
    (request) => set(request.params.slug, identityOf(request).accountId, null),
  );
};
