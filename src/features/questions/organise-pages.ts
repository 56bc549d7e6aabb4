import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply } from 'fastify';
import Type, { type Static } from 'typebox';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import { deleteQuestionPage } from '#src/features/questions/pages/delete-question-page.ts';
import { deskPage } from '#src/features/questions/pages/desk-page.ts';
import { questionFormPage } from '#src/features/questions/pages/question-form-page.ts';
import {
  EMPTY_ROWS,
  emptyValues,
  formErrors,
  formPage,
  formToInput,
  formToValues,
  lockedFields,
  QuestionForm,
  questionToValues,
} from '#src/features/questions/question-form.ts';
import { cleanQuestion, questionErrors } from '#src/features/questions/question-input.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import {
  allQuestions,
  closeQuestion,
  createQuestion,
  deleteQuestion,
  editQuestion,
  findQuestion,
  publishQuestion,
  QuestionStateError,
} from '#src/features/questions/question-store.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const params = Type.Object({ slug: Type.String() });
const votesOf = (question: QuestionModel) =>
  (question.choices ?? []).reduce((sum, { tally }) => sum + tally, 0);

/** What cannot be done to a question in its state, as an answer. */
function stateProblem(error: unknown): never {
  if (!(error instanceof QuestionStateError)) throw error;
  const { message: detail, reason } = error;
  const page = (locale: Locale) => t(locale).questionRefusals[reason];
  throw new Problem({ type: 'state', status: 409, title: 'Not possible now', detail, page });
}

/** The organiser's desk: every question, and the forms that create, change, publish, close and delete them. */
export const organisePages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const hidden = { hide: true };
  const toRead = { preHandler: app.requireOrganiser };
  const toWrite = { preHandler: [app.requireOrganiser, app.csrfProtection] };

  async function stored(slug: string): Promise<QuestionModel> {
    const question = await findQuestion(database, slug);
    if (!question) throw notFound('There is no such question.');
    return question;
  }

  async function publish(slug: string, reply: FastifyReply) {
    const question = await publishQuestion(database, slug).catch(stateProblem);
    if (!question) throw notFound('There is no such question.');
    return reply.after(paths.desk, questionStatus(question) === 'scheduled' ? 'scheduled' : 'published');
  }

  /** Takes a form: shows it again with more rows or what was wrong, or stores the question. */
  async function takeForm(
    form: Static<typeof QuestionForm>,
    question: QuestionModel | undefined,
    reply: FastifyReply,
    author: number | null,
  ) {
    const values = formToValues(form);
    if (form.action === 'more') {
      return reply.page((context) =>
        questionFormPage(context, formPage(values, question, {}, 2 * EMPTY_ROWS)),
      );
    }
    const input = cleanQuestion(formToInput(question ? lockedFields(form, question) : form));
    const errors = questionErrors(input);
    if (Object.keys(errors).length > 0) {
      return reply.page(
        (context) =>
          questionFormPage(context, formPage(values, question, formErrors(errors, context.locale))),
        422,
      );
    }
    const slug = question?.slug ?? (await createQuestion(database, input, author)).slug;
    if (question) await editQuestion(database, slug, input);
    return form.action === 'publish' ? publish(slug, reply) : reply.after(paths.desk, 'saved');
  }

  app.get('/organise', { ...toRead, schema: hidden }, async (_request, reply) => {
    const questions = await allQuestions(database);
    return reply.page((context) =>
      deskPage(context, {
        questions: questions.map((question) => ({
          slug: question.slug,
          text: question.text,
          state: questionStatus(question),
          votes: votesOf(question),
          opensAt: question.opensAt ?? undefined,
          closesAt: question.closesAt ?? undefined,
          changedAt: question.updatedAt,
        })),
      }),
    );
  });

  app.get('/organise/questions/new', { ...toRead, schema: hidden }, (_request, reply) =>
    reply.page((context) => questionFormPage(context, formPage(emptyValues, undefined))),
  );

  app.post(
    '/organise/questions/new',
    { ...toWrite, schema: { ...hidden, body: QuestionForm } },
    (request, reply) => takeForm(request.body, undefined, reply, request.identity?.accountId ?? null),
  );

  app.get(
    '/organise/questions/:slug/edit',
    { ...toRead, schema: { ...hidden, params } },
    async (request, reply) => {
      const question = await stored(request.params.slug);
      return reply.page((context) =>
        questionFormPage(context, formPage(questionToValues(question), question)),
      );
    },
  );

  app.post(
    '/organise/questions/:slug/edit',
    { ...toWrite, schema: { ...hidden, params, body: QuestionForm } },
    async (request, reply) => takeForm(request.body, await stored(request.params.slug), reply, null),
  );

  app.post(
    '/organise/questions/:slug/publish',
    { ...toWrite, schema: { ...hidden, params } },
    (request, reply) => publish(request.params.slug, reply),
  );

  app.post(
    '/organise/questions/:slug/close',
    { ...toWrite, schema: { ...hidden, params } },
    async (request, reply) => {
      if (!(await closeQuestion(database, request.params.slug).catch(stateProblem))) {
        throw notFound('There is no such question.');
      }
      return reply.after(paths.desk, 'closed');
    },
  );

  app.get(
    '/organise/questions/:slug/delete',
    { ...toRead, schema: { ...hidden, params } },
    async (request, reply) => {
      const question = await stored(request.params.slug);
      const { slug, text } = question;
      return reply.page((context) => deleteQuestionPage(context, { slug, text, votes: votesOf(question) }));
    },
  );

  app.post(
    '/organise/questions/:slug/delete',
    { ...toWrite, schema: { ...hidden, params } },
    async (request, reply) => {
      if (!(await deleteQuestion(database, request.params.slug)))
        throw notFound('There is no such question.');
      return reply.after(paths.desk, 'deleted');
    },
  );
};
