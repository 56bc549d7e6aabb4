import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '#src/database/database.ts';
import { questionsPage } from '#src/features/questions/list-questions.ts';
import { indexPage } from '#src/features/questions/pages/index-page.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';

const PER_PAGE = 10;

/** The index of published questions. */
export const publicPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const cursor = Type.Optional(Type.String({ maxLength: 200 }));
  app.get(
    '/',
    { schema: { hide: true, querystring: Type.Object({ after: cursor, before: cursor }) } },
    async (request, reply) => {
      const page = await questionsPage(database, { ...request.query, limit: PER_PAGE });
      const link = (name: string, value: string | undefined) => value && `/?${name}=${value}`;
      return reply.page((context) =>
        indexPage(context, {
          questions: page.questions.map((question) => ({
            slug: question.slug,
            text: question.text,
            state: questionStatus(question) === 'open' ? 'open' : 'closed',
            votes: (question.choices ?? []).reduce((sum, { tally }) => sum + tally, 0),
            publishedAt: question.opensAt ?? question.createdAt,
            closesAt: question.closesAt ?? undefined,
          })),
          previous: link('before', page.previous),
          next: link('after', page.next),
        }),
      );
    },
  );
};
