import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '#src/database/database.ts';
import { optionalBearer } from '#src/features/accounts/scopes.ts';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { questionsPage } from '#src/features/questions/list-questions.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { QuestionResponse, toQuestionResponse } from '#src/features/questions/question-api-schema.ts';
import { isHidden } from '#src/features/questions/question-status.ts';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { notFound, ProblemSchema } from '#src/plugins/problem.ts';

const params = Type.Object({ slug: Type.String() });

/** Questions as anybody may read them. */
export const questionApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  app.get(
    '/questions',
    {
      schema: {
        tags: ['questions'],
        operationId: 'listQuestions',
        summary: 'Published questions, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          after: Type.Optional(
            Type.String({ maxLength: 200, description: 'Cursor `next` of the page before' }),
          ),
        }),
        response: {
          200: Type.Object({
            questions: Type.Array(QuestionResponse),
            next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
          }),
          default: ProblemSchema,
        },
      },
    },
    async (request) => {
      const page = await questionsPage(database, request.query);
      return { questions: page.questions.map(toQuestionResponse), next: page.next ?? null };
    },
  );

  /** Drafts and scheduled questions exist for those alone who manage them. */
  async function visibleQuestion(slug: string, identity: Identity | undefined) {
    const question = await findQuestion(database, slug);
    if (!question || (isHidden(question) && !mayManage(identity, question))) {
      throw notFound('There is no such question.');
    }
    return question;
  }

  app.get(
    '/questions/:slug',
    {
      schema: {
        tags: ['questions'],
        operationId: 'getQuestion',
        summary: 'One question',
        security: optionalBearer('questions:read'),
        params,
        response: { 200: QuestionResponse, default: ProblemSchema },
      },
    },
    async ({ params: { slug }, identity }) => toQuestionResponse(await visibleQuestion(slug, identity)),
  );
};
