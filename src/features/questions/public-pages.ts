import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '#src/database/database.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import { questionsPage } from '#src/features/questions/list-questions.ts';
import { indexPage } from '#src/features/questions/pages/index-page.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { ballotPage } from '#src/features/questions/show-question.ts';
import { hasVoted } from '#src/features/votes/has-voted.ts';
import type { Voters } from '#src/features/votes/voter.ts';

const PER_PAGE = 10;

interface Parts {
  database: Database;
  catalogue: QuestionCatalogue;
  voters: Voters;
}

/** The index of published questions and the page of each. */
export const publicPages: FastifyPluginAsyncTypebox<Parts> = async (app, { database, catalogue, voters }) => {
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

  app.get(
    '/questions/:slug',
    { schema: { hide: true, params: Type.Object({ slug: Type.String() }) } },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const voter = question.policy === 'open' ? undefined : voters.known(request, question);
      const alreadyVoted = voter ? await hasVoted(database.sequelize, question.id, voter) : false;
      return reply.page((context) => ballotPage(context, { question, ballot: randomUUID(), alreadyVoted }));
    },
  );
};
