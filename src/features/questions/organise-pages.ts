import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Actor } from '#src/database/record-action.ts';
import { alikeKey } from '#src/features/questions/alike-choices.ts';
import { draftQuestion, editQuestion, QuestionRefused } from '#src/features/questions/edit-question.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { questionFormPage } from '#src/features/questions/pages/question-form-page.ts';
import {
  copyToValues,
  EMPTY_ROWS,
  emptyValues,
  formErrors,
  formPage,
  formToDraft,
  formToValues,
  QuestionForm,
  questionToValues,
} from '#src/features/questions/question-form.ts';
import { emptyDraft } from '#src/features/questions/question-request.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { publishQuestion, QuestionStateError } from '#src/features/questions/question-store.ts';
import { reliedOn } from '#src/features/questions/relied-on.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

const params = Type.Object({ slug: Type.String() });

/** Publishes a draft and goes to the desk; to its form, where the closing time keeps it from opening. */
export async function publishAndLeave(
  database: Database,
  slug: string,
  actor: Actor | null,
  reply: FastifyReply,
) {
  try {
    const question = await publishQuestion(database, slug, actor);
    const scheduled = question && questionStatus(question) === 'scheduled';
    return reply.after(paths.desk, scheduled ? 'scheduled' : 'published');
  } catch (error) {
    const passed = error instanceof QuestionStateError && error.reason === 'closingPassed';
    if (passed) return reply.after(paths.editQuestion(slug), 'closingPassed');
    throw error;
  }
}

/** The forms that create and change questions. */
export const organisePages: FastifyPluginAsyncTypebox<{ database: Database }> = async (app, { database }) => {
  const hidden = { hide: true };
  const toRead = { preValidation: app.requireOrganiser };
  const toWrite = { preValidation: [app.requireOrganiser, app.csrfProtection] };

  async function withRelied(question: QuestionModel) {
    return { question, relied: await reliedOn(database, question.id) };
  }

  /** Takes a form: shows it again with more rows or what was wrong, or stores the question. */
  async function takeForm(
    { body: form, identity }: Pick<FastifyRequest, 'identity'> & { body: QuestionForm },
    reply: FastifyReply,
    { question, original }: { question?: QuestionModel; original?: QuestionModel } = {},
  ) {
    const actor = identity ?? null;
    const values = formToValues(form, question ? questionToValues(question) : emptyValues);
    const textsOf = (choices?: { text: string }[]) => choices?.map(({ text }) => text) ?? [];
    // What is stored so was meant so, and nobody is asked again.
    const { seen, alike = alikeKey(textsOf((question ?? original)?.choices)) } = form;
    const page = (...of: Parameters<typeof formPage>) => ({
      ...formPage(...of),
      alike: form.alike,
      copyOf: original?.slug,
    });
    const shown = question && { ...(await withRelied(question)), seen };
    if (form.action === 'more') {
      return reply.page((context) => questionFormPage(context, page(values, shown, {}, 2 * EMPTY_ROWS)));
    }
    const { draft, problems } = formToDraft(form, question);
    try {
      const stored = question
        ? await editQuestion(database, question.slug, draft, actor, { seen, alike })
        : await draftQuestion(database, { ...emptyDraft, ...draft }, actor, { original, alike });
      const slug = stored?.slug ?? '';
      if (form.action === 'publish') return await publishAndLeave(database, slug, actor, reply);
      return reply.after(paths.desk, 'saved');
    } catch (error) {
      if (!(error instanceof QuestionRefused)) throw error;
      const { errors, locked, outdated } = error;
      const asked = errors.choices === 'choiceAlike' && { alike: alikeKey(textsOf(values.choices)) };
      // Told that it is outdated, the sender may put it in the place of what is stored now.
      const stored = outdated ? shown && { ...shown, seen: undefined } : shown;
      return reply.page(
        (context) =>
          questionFormPage(context, {
            ...page(values, stored, formErrors(error, problems, context.locale)),
            ...asked,
          }),
        locked.length > 0 || outdated ? 409 : 422,
      );
    }
  }

  app.get('/organise/questions/new', { ...toRead, schema: hidden }, (_request, reply) =>
    reply.page((context) => questionFormPage(context, formPage(emptyValues))),
  );

  app.post(
    '/organise/questions/new',
    { ...toWrite, schema: { ...hidden, body: QuestionForm } },
    (request, reply) => takeForm(request, reply),
  );

  app.get(
    '/organise/questions/:slug/edit',
    { ...toRead, schema: { ...hidden, params } },
    async (request, reply) => {
      const shown = await withRelied(await ownQuestion(database, request));
      return reply.page((context) =>
        questionFormPage(context, formPage(questionToValues(shown.question), shown)),
      );
    },
  );

  app.post(
    '/organise/questions/:slug/edit',
    { ...toWrite, schema: { ...hidden, params, body: QuestionForm } },
    async (request, reply) => takeForm(request, reply, { question: await ownQuestion(database, request) }),
  );

  app.get(
    '/organise/questions/:slug/duplicate',
    { ...toRead, schema: { ...hidden, params } },
    async (request, reply) => {
      const original = await ownQuestion(database, request);
      const page = { ...formPage(copyToValues(original)), copyOf: original.slug };
      return reply.page((context) => questionFormPage(context, page));
    },
  );

  app.post(
    '/organise/questions/:slug/duplicate',
    { ...toWrite, schema: { ...hidden, params, body: QuestionForm } },
    async (request, reply) => takeForm(request, reply, { original: await ownQuestion(database, request) }),
  );
};
