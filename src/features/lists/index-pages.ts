import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { SharedReads } from '#src/database/shared-reads.ts';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { listOrders } from '#src/features/lists/listing-statement.ts';
import { type IndexQuestion, indexPage } from '#src/features/lists/pages/index-page.ts';
import type { ListedQuestion, QuestionLists, QuestionsPage } from '#src/features/lists/question-lists.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { maySeeResults } from '#src/features/questions/may-see-results.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { Type } from '#src/schema/type.ts';
import type { PageContext } from '#src/ui/page-context.ts';

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
  const shared = new SharedReads<QuestionsPage, string>();
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
      const asked = JSON.stringify([query.order, q, query.after, query.before]);
      const from = { address: request.ip, accountId: identity?.accountId };
      const read = () => lists.page({ ...query, q, limit: PER_PAGE, ...from });
      // To all who are not logged in it is the same.
      const found = await (identity === undefined ? shared.read(asked, read) : read());
      const { previous, next } = found;
      const questions = found.questions.map((question) => toIndexQuestion(question, identity));
      const render = (context: PageContext) =>
        indexPage(context, { questions, order: query.order, q, previous, next });
      return reply.page(render, 200, { from: [found], as: asked });
    },
  );
};
