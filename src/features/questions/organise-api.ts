import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import type { Actor } from '#src/database/record-action.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';
import {
  archiveQuestion,
  draftQuestion,
  duplicateQuestion,
  editQuestion,
  unarchiveQuestion,
} from '#src/features/questions/edit-question.ts';
import { noSuchQuestion } from '#src/features/questions/find-published.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import {
  QuestionChanges,
  QuestionRequest,
  QuestionResponse,
  toQuestionResponse,
} from '#src/features/questions/question-api-schema.ts';
import { orProblem } from '#src/features/questions/question-problem.ts';
import { bodyToDraft, emptyDraft } from '#src/features/questions/question-request.ts';
import { closeQuestion, findQuestion, publishQuestion } from '#src/features/questions/question-store.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { Type } from '#src/schema/type.ts';

const params = Type.Object({ slug: Type.String() });
const tags = ['organise'];
const security = bearer('questions:write');

/** Creating, editing, publishing, closing, copying, putting away and deleting questions; for those who manage them. */
export const organiseApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const preValidation = app.requireOrganiser;
  const created = { 201: QuestionResponse, ...problems(422) };

  async function stored(slug: string) {
    const question = await findQuestion(database, slug);
    if (!question) throw noSuchQuestion();
    return toQuestionResponse(question);
  }

  app.post(
    '/questions',
    {
      preValidation,
      schema: {
        tags,
        security,
        operationId: 'createQuestion',
        summary: 'Store a draft',
        body: QuestionRequest,
        response: created,
      },
    },
    async ({ body, identity = null }, reply) => {
      const draft = { ...emptyDraft, ...bodyToDraft(body) };
      const { slug } = await orProblem(draftQuestion(database, draft, identity));
      return reply
        .code(201)
        .header('location', `/api/v1/questions/${slug}`)
        .send(await stored(slug));
    },
  );

  app.put(
    '/questions/:slug',
    {
      preValidation,
      schema: {
        tags,
        security,
        operationId: 'editQuestion',
        summary: 'Edit a question',
        description:
          'Fields that are left out stay as they are. Once published all but `opens_at` of an open question can be corrected until there is a vote or a signed head; its choices then get new ids, and a vote for the earlier ones is refused. After that only `description`, `results`, `closes_at` and `time_zone` change; the results only to be shown to more people; the times only until the close.',
        params,
        body: QuestionChanges,
        response: { 200: QuestionResponse, ...problems(409, 422) },
      },
    },
    async (request) => {
      const { slug } = await ownQuestion(database, request);
      await orProblem(editQuestion(database, slug, bodyToDraft(request.body), request.identity));
      return stored(slug);
    },
  );

  const action = (
    verb: string,
    summary: string,
    act: (database: Database, slug: string, actor: Actor | null) => Promise<unknown>,
  ) =>
    app.post(
      `/questions/:slug/${verb}`,
      {
        preValidation,
        schema: {
          tags,
          security,
          operationId: `${verb}Question`,
          summary,
          params,
          response: { 200: QuestionResponse, ...problems(409) },
        },
      },
      async (request) => {
        const { slug } = await ownQuestion(database, request);
        await orProblem(act(database, slug, identityOf(request)));
        return stored(slug);
      },
    );
  action('publish', 'Publish a draft', publishQuestion);
  action('close', 'Take no more votes', closeQuestion);
  action('archive', 'Take a question out of every list', archiveQuestion);
  action('unarchive', 'Put a question back into the lists', unarchiveQuestion);

  app.post(
    '/questions/:slug/duplicate',
    {
      preValidation,
      schema: {
        tags,
        security,
        operationId: 'duplicateQuestion',
        summary: 'Store a draft like this question',
        description: 'Everything but the times, the votes and the credentials.',
        params,
        response: created,
      },
    },
    async (request, reply) => {
      const copy = await duplicateQuestion(
        database,
        await ownQuestion(database, request),
        identityOf(request),
      );
      return reply
        .code(201)
        .header('location', `/api/v1/questions/${copy.slug}`)
        .send(await stored(copy.slug));
    },
  );

  app.delete(
    '/questions/:slug',
    {
      preValidation,
      schema: {
        tags,
        security,
        operationId: 'deleteQuestion',
        summary: 'Delete a question with its votes',
        params,
        response: { 204: Type.Null() },
      },
    },
    async (request, reply) => {
      const { slug } = await ownQuestion(database, request);
      await deleteQuestion(database, slug, request.identity);
      return reply.code(204).send(null);
    },
  );
};
