import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type, { type Static } from 'typebox';
import type { Database } from '#src/database/database.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import {
  QuestionRequest,
  QuestionResponse,
  toQuestionResponse,
} from '#src/features/questions/question-api-schema.ts';
import {
  cleanQuestion,
  type QuestionErrors,
  questionErrors,
} from '#src/features/questions/question-input.ts';
import {
  closeQuestion,
  createQuestion,
  deleteQuestion,
  editQuestion,
  findQuestion,
  publishQuestion,
  QuestionStateError,
} from '#src/features/questions/question-store.ts';
import { notFound, Problem, ProblemSchema } from '#src/plugins/problem.ts';
import { en } from '#src/ui/messages/en.ts';

const params = Type.Object({ slug: Type.String() });

type Field = keyof Omit<QuestionErrors, 'choiceRow'>;

function sentence(key: NonNullable<QuestionErrors[Field]>): string {
  const text = en.questionForm.errors[key];
  return typeof text === 'function' ? text('2,000') : text;
}

const POINTERS: Record<Field, string> = {
  text: '/body/text',
  description: '/body/description',
  choices: '/body/choices',
  opensAt: '/body/opens_at',
  closesAt: '/body/closes_at',
};

function readQuestion(body: Static<typeof QuestionRequest>) {
  const { opens_at, closes_at, min_choices, max_choices, time_zone, ...rest } = body;
  const input = cleanQuestion({
    ...rest,
    minChoices: min_choices,
    maxChoices: max_choices,
    timeZone: time_zone,
    opensAt: opens_at === null ? null : new Date(opens_at),
    closesAt: closes_at === null ? null : new Date(closes_at),
  });
  const { choiceRow, ...errors } = questionErrors(input);
  const fields = Object.entries(errors) as [Field, Parameters<typeof sentence>[0]][];
  if (fields.length === 0) return input;
  const row = choiceRow === undefined ? '' : `/${choiceRow}`;
  throw new Problem({
    type: 'invalid-question',
    status: 422,
    title: 'The question cannot be taken',
    errors: fields.map(([field, key]) => ({
      pointer: POINTERS[field] + (field === 'choices' ? row : ''),
      detail: sentence(key),
    })),
  });
}

/** Creating, editing, publishing, closing and deleting questions; for organisers. */
export const organiseApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const route = { tags: ['organise'], security: bearer('questions:write') };
  const answers = { 200: QuestionResponse, default: ProblemSchema };
  const preHandler = app.requireOrganiser;

  async function stored(slug: string) {
    const question = await findQuestion(database, slug);
    if (!question) throw notFound('There is no such question.');
    return toQuestionResponse(question);
  }

  /** Runs an action on a question and gives the question as it is then. */
  async function act(slug: string, action: Promise<unknown>) {
    try {
      if (!(await action)) throw notFound('There is no such question.');
    } catch (error) {
      if (!(error instanceof QuestionStateError)) throw error;
      throw new Problem({ type: 'state', status: 409, title: 'Not possible now', detail: error.message });
    }
    return stored(slug);
  }

  app.post(
    '/questions',
    {
      preHandler,
      schema: {
        ...route,
        operationId: 'createQuestion',
        summary: 'Store a draft',
        body: QuestionRequest,
        response: { 201: QuestionResponse, default: ProblemSchema },
      },
    },
    async (request, reply) => {
      const input = readQuestion(request.body);
      const { slug } = await createQuestion(database, input, request.identity?.accountId ?? null);
      return reply
        .code(201)
        .header('location', `/api/v1/questions/${slug}`)
        .send(await stored(slug));
    },
  );

  app.put(
    '/questions/:slug',
    {
      preHandler,
      schema: {
        ...route,
        operationId: 'editQuestion',
        summary: 'Edit a question',
        description: 'Once published, only `description` and `closes_at` change.',
        params,
        body: QuestionRequest,
        response: answers,
      },
    },
    (request) =>
      act(request.params.slug, editQuestion(database, request.params.slug, readQuestion(request.body))),
  );

  app.post(
    '/questions/:slug/publish',
    {
      preHandler,
      schema: {
        ...route,
        operationId: 'publishQuestion',
        summary: 'Publish a draft',
        params,
        response: answers,
      },
    },
    (request) => act(request.params.slug, publishQuestion(database, request.params.slug)),
  );

  app.post(
    '/questions/:slug/close',
    {
      preHandler,
      schema: {
        ...route,
        operationId: 'closeQuestion',
        summary: 'Take no more votes',
        params,
        response: answers,
      },
    },
    (request) => act(request.params.slug, closeQuestion(database, request.params.slug)),
  );

  app.delete(
    '/questions/:slug',
    {
      preHandler,
      schema: {
        ...route,
        operationId: 'deleteQuestion',
        summary: 'Delete a question with its votes',
        params,
        response: { 204: Type.Null(), default: ProblemSchema },
      },
    },
    async (request, reply) => {
      if (!(await deleteQuestion(database, request.params.slug)))
        throw notFound('There is no such question.');
      return reply.code(204).send(null);
    },
  );
};
