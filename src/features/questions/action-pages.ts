import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Actor } from '#src/database/record-action.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';
import { archiveQuestion, unarchiveQuestion } from '#src/features/questions/edit-question.ts';
import { publishAndLeave } from '#src/features/questions/organise-pages.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import {
  type CloseQuestionPage,
  closeQuestionPage,
} from '#src/features/questions/pages/close-question-page.ts';
import {
  type DeleteQuestionPage,
  deleteQuestionPage,
} from '#src/features/questions/pages/delete-question-page.ts';
import { orProblem } from '#src/features/questions/question-problem.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { reliedOn } from '#src/features/questions/relied-on.ts';
import { Type } from '#src/schema/type.ts';
import type { Html } from '#src/ui/html.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const params = Type.Object({ slug: Type.String() });

/** What can be done to a question from the desk: with one button, or with a second one where it is for good. */
export const actionPages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const preValidation = [app.requireOrganiser, app.csrfProtection];
  const schema = { hide: true, params };

  const action = (
    verb: string,
    act: (question: QuestionModel, reply: FastifyReply, actor: Actor) => Promise<FastifyReply>,
  ) =>
    app.post(`/organise/questions/:slug/${verb}`, { preValidation, schema }, async (request, reply) =>
      orProblem(act(await ownQuestion(database, request), reply, identityOf(request))),
    );

  action('publish', ({ slug }, reply, actor) => publishAndLeave(database, slug, actor, reply));
  const simple = [
    ['close', closeQuestion, 'closed'],
    ['archive', archiveQuestion, 'archived'],
    ['unarchive', unarchiveQuestion, 'unarchived'],
    ['delete', deleteQuestion, 'deleted'],
  ] as const;
  for (const [verb, act, done] of simple)
    action(verb, async ({ slug }, reply, actor) => {
      await act(database, slug, actor);
      return reply.after(paths.desk, done);
    });

  const confirmation = (
    verb: string,
    page: (context: PageContext, question: DeleteQuestionPage & CloseQuestionPage) => Html,
  ) =>
    app.get(
      `/organise/questions/:slug/${verb}`,
      { preValidation: app.requireOrganiser, schema },
      async (request, reply) => {
        const { id, slug, text, closesAt, timeZone } = await ownQuestion(database, request);
        const { votes } = await reliedOn(database, id);
        return reply.page((context) => page(context, { slug, text, votes, closesAt, timeZone }));
      },
    );

  confirmation('close', closeQuestionPage);
  confirmation('delete', deleteQuestionPage);
};
