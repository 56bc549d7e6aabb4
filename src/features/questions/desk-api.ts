import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { questionKinds, questionPolicies } from '#src/database/models/question.ts';
import { searchText } from '#src/database/search-text.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { shelves } from '#src/features/questions/desk-shelves.ts';
import { questionStatuses } from '#src/features/questions/question-status.ts';
import { readDesk } from '#src/features/questions/read-desk.ts';
import { Problem } from '#src/plugins/problem.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

const DeskQuestionResponse = Type.Object(
  {
    slug: Type.String(),
    text: Type.String(),
    kind: Type.Enum(questionKinds),
    policy: Type.Enum(questionPolicies),
    status: Type.Enum(questionStatuses),
    archived: Type.Boolean(),
    author: Type.Union([Type.String(), Type.Null()], { description: 'Null for a command of the operator' }),
    votes: Type.Integer({ description: 'Counted ballots' }),
    votes_hourly: Type.Array(Type.Integer(), {
      description: 'Votes of each of the last 24 hours, the newest last',
    }),
    opens_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    closes_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
    changed_at: Type.String({ format: 'date-time' }),
  },
  { title: 'Question on the desk' },
);

/** The organiser's desk for programs. */
export const deskApi: FastifyPluginAsyncTypebox<{ database: Database }> = async (
  app,
  { database: { sequelize } },
) => {
  app.get(
    '/organise/questions',
    {
      preValidation: app.requireOrganiser,
      schema: {
        tags: ['organise'],
        security: bearer('questions:read'),
        operationId: 'listOwnQuestions',
        summary: 'Own questions, drafts among them, newest first',
        querystring: Type.Object({
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          shelf: Type.Enum(shelves, {
            default: 'current',
            description: '`current` are all that are not archived',
          }),
          search: Type.String({ maxLength: 200, default: '', description: 'Words in the question' }),
          all: Type.Boolean({ default: false, description: 'Of everybody; for administrators' }),
          after: Type.Optional(storedInteger({ description: 'Cursor `next` of the page before' })),
        }),
        response: {
          200: Type.Object({
            questions: Type.Array(DeskQuestionResponse),
            next: Type.Union([Type.Integer(), Type.Null()], { description: 'Cursor of the next page' }),
          }),
        },
      },
    },
    async (request) => {
      const { limit, shelf, search, all, after } = request.query;
      const { accountId, role } = identityOf(request);
      if (all && role !== 'administrator') {
        throw new Problem({
          type: 'forbidden',
          status: 403,
          title: 'Not allowed',
          detail: 'This takes an administrator.',
        });
      }
      const filter = { authorId: all ? null : accountId, shelf, search: searchText(search) };
      const found = await readDesk(sequelize, filter, { limit, after });
      const questions = found.questions.map((question) => ({
        slug: question.slug,
        text: question.text,
        kind: question.kind,
        policy: question.policy,
        status: question.status,
        archived: question.archived,
        author: question.author,
        votes: question.votes,
        votes_hourly: question.hourly,
        opens_at: question.opensAt?.toISOString() ?? null,
        closes_at: question.closesAt?.toISOString() ?? null,
        changed_at: question.changedAt.toISOString(),
      }));
      return { questions, next: found.next ?? null };
    },
  );
};
