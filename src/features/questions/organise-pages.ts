import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UniqueConstraintError } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Actor } from '#src/database/record-action.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { alikeKey } from '#src/features/questions/alike-choices.ts';
import { draftQuestion, editQuestion, QuestionRefused } from '#src/features/questions/edit-question.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { questionFormPage } from '#src/features/questions/pages/question-form-page.ts';
import type { QuestionFormPage } from '#src/features/questions/pages/question-form-values.ts';
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
import {
  findByForm,
  findQuestion,
  publishQuestion,
  QuestionStateError,
} from '#src/features/questions/question-store.ts';
import { reliedOn } from '#src/features/questions/relied-on.ts';
import { FormKey } from '#src/plugins/form-key.ts';
import { type Static, Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

const params = Type.Object({ slug: Type.String() });
const FormQuery = Type.Object({ form: Type.Optional(FormKey) });

/** The form of a draft without its opening, where that changes nothing: sent twice, the other may be publishing it. */
function withoutOpening(form: QuestionForm, { state, opensAt }: QuestionModel): QuestionForm {
  const { opensAt: typed, ...rest } = form;
  return state === 'draft' && (typed !== '' || opensAt !== null) ? form : rest;
}

/** The form of a new question as a change of the one that it has made: it undoes nothing that was changed since. */
function asChange(form: QuestionForm, question: QuestionModel): QuestionForm {
  const untouched = question.updatedAt.getTime() === question.createdAt.getTime();
  return { ...withoutOpening(form, question), ...(!untouched && { seen: '' }) };
}

/** Publishes a draft, unless that was done before, and goes to the desk; to its form, where the closing time keeps it from opening. */
export async function publishAndLeave(
  database: Database,
  slug: string,
  actor: Actor | null,
  reply: FastifyReply,
) {
  try {
    const question = await publishQuestion(database, slug, actor).catch(async (error: unknown) => {
      if (!(error instanceof QuestionStateError && error.reason === 'published')) throw error;
      return findQuestion(database, slug);
    });
    const status = question && questionStatus(question);
    if (status === 'closed') return reply.after(paths.desk);
    return reply.after(paths.desk, status === 'scheduled' ? 'scheduled' : 'published');
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

  /** What a form is about: the question it changes, or how the one it makes begins. */
  interface About {
    question?: QuestionModel;
    original?: QuestionModel | undefined;
    /** Of a form that makes a question. */
    key?: string | undefined;
  }

  /** Takes a form: shows it again with more rows or what was wrong, or stores the question. */
  async function takeForm(
    { body: form, identity }: Pick<FastifyRequest, 'identity'> & { body: QuestionForm },
    reply: FastifyReply,
    { question, original, key }: About,
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
      form: key,
    });
    const shown = question && { ...(await withRelied(question)), seen };
    if (form.action === 'more') {
      return reply.page((context) => questionFormPage(context, page(values, shown, {}, 2 * EMPTY_ROWS)));
    }
    const { draft, problems } = formToDraft(form, question);
    try {
      const stored = question
        ? await editQuestion(database, question.slug, draft, actor, { seen, alike })
        : await draftQuestion(database, { ...emptyDraft, ...draft }, actor, { original, form: key, alike });
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

  type ToMake = Pick<FastifyRequest, 'identity' | 'url'> & { query: Static<typeof FormQuery> };

  const madeBy = ({ query: { form }, ...request }: ToMake) =>
    form === undefined ? undefined : findByForm(database, identityOf(request).accountId, form);

  /** Shows a form that makes a question, at an address of its own: who comes back to it finds what it has made. */
  async function openForm(request: ToMake, reply: FastifyReply, page: QuestionFormPage) {
    const { form } = request.query;
    const [path] = request.url.split('?');
    if (form === undefined) return reply.redirect(`${path}?form=${randomUUID()}`, 303);
    const made = await madeBy(request);
    if (made) return reply.redirect(paths.editQuestion(made.slug), 303);
    return reply.page((context) => questionFormPage(context, { ...page, form }));
  }

  /** Takes a form that makes a question. Sent again, it changes the one that it has made. */
  async function takeNew(
    request: ToMake & { body: QuestionForm },
    reply: FastifyReply,
    original?: QuestionModel,
  ) {
    const { body, identity } = request;
    const change = (question: QuestionModel) =>
      takeForm({ body: asChange(body, question), identity }, reply, { question });
    const made = await madeBy(request);
    if (made) return change(made);
    try {
      return await takeForm(request, reply, { original, key: request.query.form });
    } catch (error) {
      const madeMeanwhile = error instanceof UniqueConstraintError ? await madeBy(request) : undefined;
      if (!madeMeanwhile) throw error;
      return change(madeMeanwhile);
    }
  }

  app.get(
    '/organise/questions/new',
    { ...toRead, schema: { ...hidden, querystring: FormQuery } },
    (request, reply) => openForm(request, reply, formPage(emptyValues)),
  );

  app.post(
    '/organise/questions/new',
    { ...toWrite, schema: { ...hidden, querystring: FormQuery, body: QuestionForm } },
    (request, reply) => takeNew(request, reply),
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
    async (request, reply) => {
      const question = await ownQuestion(database, request);
      const { body, identity } = request;
      // Only the form of a draft has that button.
      const form = body.action === 'publish' ? withoutOpening(body, question) : body;
      return takeForm({ body: form, identity }, reply, { question });
    },
  );

  app.get(
    '/organise/questions/:slug/duplicate',
    { ...toRead, schema: { ...hidden, params, querystring: FormQuery } },
    async (request, reply) => {
      const original = await ownQuestion(database, request);
      return openForm(request, reply, { ...formPage(copyToValues(original)), copyOf: original.slug });
    },
  );

  app.post(
    '/organise/questions/:slug/duplicate',
    { ...toWrite, schema: { ...hidden, params, querystring: FormQuery, body: QuestionForm } },
    async (request, reply) => takeNew(request, reply, await ownQuestion(database, request)),
  );
};
