import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { listOrders } from '#src/features/questions/listing-statement.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { type IndexQuestion, indexPage } from '#src/features/questions/pages/index-page.ts';
import type { ListedQuestion, QuestionLists } from '#src/features/questions/question-lists.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { maySeeResults } from '#src/features/results/may-see-results.ts';
import { Type } from '#src/schema/type.ts';

const PER_PAGE = 10;

/** The question for a reader; the number of votes only where everybody sees the results, or this reader does. */
function toIndexQuestion(
  { question, ballots, reactions }: ListedQuestion,
  identity: Identity | undefined,
): IndexQuestion {
  const seen = maySeeResults(question, { manages: mayManage(identity, question), voted: false });
  return {
    slug: question.slug,
    text: question.text,
    state: questionStatus(question) === 'open' ? 'open' : 'closed',
    votes: seen ? ballots : undefined,
    publishedAt: question.opensAt ?? question.createdAt,
    closesAt: question.closesAt ?? undefined,
    reactions,
  };
}

/** The start page: published questions by rank or by age, and the search in them. */
export const indexPages: FastifyPluginAsyncTypebox<{ lists: QuestionLists }> = async (app, { lists }) => {
  const cursor = Type.Optional(Type.String({ maxLength: 400 }));
  app.get(
    '/',
    {
      schema: {
        hide: true,
        querystring: Type.Object({
          order: Type.Enum(listOrders, { default: 'ranking' }),
          q: Type.Optional(Type.String({ maxLength: 500 })),
          after: cursor,
          before: cursor,
        }),
      },
    },
    async (request, reply) => {
      const { query, identity } = request;
      const q = query.q?.trim() || undefined;
      const found = await lists.page({ ...query, q, limit: PER_PAGE, accountId: identity?.accountId });
      const { previous, next } = found;
      const questions = found.questions.map((question) => toIndexQuestion(question, identity));
      return reply.page((context) =>
        indexPage(context, { questions, order: query.order, q, previous, next }),
      );
    },
  );
};
