import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Database } from '#src/database/database.ts';
import { SharedReads } from '#src/database/shared-reads.ts';
import { listOrders } from '#src/features/lists/listing-statement.ts';
import type { ListRequest, QuestionLists } from '#src/features/lists/question-lists.ts';
import { QuestionResponse, toQuestionResponse } from '#src/features/questions/question-api-schema.ts';
import { readChoices } from '#src/features/questions/read-choices.ts';
import { type Static, Type } from '#src/schema/type.ts';

const ListedResponse = Type.Object(
  { ...QuestionResponse.properties, likes: Type.Integer(), dislikes: Type.Integer() },
  { title: 'ListedQuestion' },
);

const ListResponse = Type.Object({
  questions: Type.Array(ListedResponse),
  next: Type.Union([Type.String(), Type.Null()], { description: 'Cursor of the next page' }),
});

interface Parts {
  database: Database;
  lists: QuestionLists;
}

/** The published questions, as anybody may read them. */
export const listApi: FastifyPluginAsyncTypebox<Parts> = async (app, { database, lists }) => {
  const shared = new SharedReads<Static<typeof ListResponse>, string>();

  async function list(asked: ListRequest): Promise<Static<typeof ListResponse>> {
    const page = await lists.page(asked);
    const choices = await readChoices(
      database.sequelize,
      page.questions.map(({ question }) => question.id),
    );
    const questions = page.questions.flatMap(({ question, reactions: { likes, dislikes } }) => {
      const own = choices.get(question.id);
      // Deleted since the page was read.
      return own ? [{ ...toQuestionResponse(question, own), likes, dislikes }] : [];
    });
    return { questions, next: page.next ?? null };
  }

  app.get(
    '/questions',
    {
      schema: {
        tags: ['questions'],
        operationId: 'listQuestions',
        summary: 'Published questions by rank or by age, all or those that a search finds',
        querystring: Type.Object({
          order: Type.Enum(listOrders, {
            default: 'ranking',
            description:
              'By rank: new today (UTC), answers, likes and dislikes; or by the time that voting opened',
          }),
          q: Type.Optional(
            Type.String({
              maxLength: 500,
              description:
                'Words that the question or its choices contain, without regard to case and accents',
            }),
          ),
          limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
          after: Type.Optional(
            Type.String({
              maxLength: 400,
              description: 'Cursor `next` of the page before, of the same order',
            }),
          ),
        }),
        response: { 200: ListResponse },
      },
    },
    async ({ query, ip: address }) => {
      const now = () => list({ ...query, address });
      // Each address waits for the turn of its own searches.
      return query.q ? now() : shared.read(JSON.stringify([query.order, query.limit, query.after]), now);
    },
  );
};
