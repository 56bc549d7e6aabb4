import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { SharedReads } from '#src/database/shared-reads.ts';
import { optionalBearer } from '#src/features/accounts/scopes.ts';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { noSuchQuestion } from '#src/features/questions/find-published.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { QuestionResponse, toQuestionResponse } from '#src/features/questions/question-api-schema.ts';
import { isHidden } from '#src/features/questions/question-status.ts';
import { findQuestion } from '#src/features/questions/question-store.ts';
import { Type } from '#src/schema/type.ts';

const params = Type.Object({ slug: Type.String() });

/** A question as anybody may read it. */
export const questionApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const reads = new SharedReads<QuestionModel | undefined, string>();
  /** Drafts and scheduled questions exist for those alone who manage them. */
  async function visibleQuestion(slug: string, identity: Identity | undefined) {
    const question = await reads.read(slug, () => findQuestion(database, slug));
    if (!question || (isHidden(question) && !mayManage(identity, question))) {
      throw noSuchQuestion();
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
        response: { 200: QuestionResponse },
      },
    },
    async ({ params: { slug }, identity }) => toQuestionResponse(await visibleQuestion(slug, identity)),
  );
};
