import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { searchText } from '#src/database/search-text.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { readContents, ViewQuery, viewOf } from '#src/features/exports/export-contents.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { orProblem } from '#src/features/exports/export-problem.ts';
import { summariseExports, type Viewer, visibleExport } from '#src/features/exports/export-reader.ts';
import { exportLayouts } from '#src/features/exports/export-record.ts';
import { ExportRefused } from '#src/features/exports/export-request.ts';
import { exportSentence } from '#src/features/exports/export-sentence.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { offeredQuestions } from '#src/features/exports/offered-questions.ts';
import { type ExportFormPage, exportFormPage } from '#src/features/exports/pages/export-form-page.ts';
import { exportPage } from '#src/features/exports/pages/export-page.ts';
import { exportsPage } from '#src/features/exports/pages/exports-page.ts';
import { sendObject } from '#src/features/exports/send-object.ts';
import { FormKey } from '#src/plugins/form-key.ts';
import { localeOf } from '#src/plugins/locale-of.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths, withQuery } from '#src/ui/paths.ts';

const PAGE_SIZE = 25;
/** Questions that nobody opens one by one. */
const MANY = 100;

const params = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** What the form says where an export cannot be taken. @throws any other error. */
function formErrors(error: unknown, locale: Locale): ExportFormPage['errors'] {
  if (!(error instanceof ExportRefused || error instanceof ExportFailure)) throw error;
  const sentence = exportSentence(error.code, error.values, locale);
  return error instanceof ExportRefused ? { [error.field]: sentence } : { form: sentence };
}

/** The organiser's pages about exports. */
export const exportPages: FastifyPluginAsyncTypebox<{ exports: ExportService }> = async (
  app,
  { exports: service },
) => {
  const { sequelize, target } = service;
  const preValidation = app.requireOrganiser;
  const forForms = [app.requireOrganiser, app.csrfProtection];

  const form = async (
    viewer: Viewer,
    values: ExportFormPage['values'],
    errors: ExportFormPage['errors'] = {},
  ) => ({
    bucket: target?.bucket ?? '',
    offer: await offeredQuestions(sequelize, viewer, { search: values.search, chosen: values.questions }),
    values,
    errors,
  });

  app.get(
    '/organise/exports',
    {
      preValidation,
      schema: { hide: true, querystring: Type.Object({ after: Type.Optional(Type.String()) }) },
    },
    async ({ query, identity }, reply) => {
      const page = { limit: PAGE_SIZE, after: query.after };
      const { exports, next } = await summariseExports(sequelize, page, identity);
      return reply.page((context) =>
        exportsPage(context, {
          exports,
          configured: target !== undefined,
          previous: query.after === undefined ? undefined : paths.exports,
          next: next ? withQuery(paths.exports, { after: next }) : undefined,
        }),
      );
    },
  );

  app.get(
    '/organise/exports/new',
    {
      preValidation,
      schema: {
        hide: true,
        querystring: Type.Object({
          question: Type.Optional(Type.String()),
          search: Type.String({ maxLength: 200, default: '' }),
        }),
      },
    },
    async ({ query: { question, search }, identity }, reply) => {
      if (!target) return reply.redirect(paths.exports, 303);
      const page = await form(identity, {
        prefix: '',
        all: question === undefined && search === '',
        questions: question === undefined ? [] : [question],
        layout: 'each',
        search: searchText(search),
      });
      if (page.offer.total > MANY) page.values.layout = 'together';
      return reply.page((context) => exportFormPage(context, page));
    },
  );

  app.post(
    '/organise/exports/new',
    {
      preValidation: forForms,
      schema: {
        hide: true,
        body: Type.Object({
          prefix: Type.String({ maxLength: 2000 }),
          all: Type.Optional(Type.String()),
          questions: Type.Array(Type.String(), { default: [] }),
          layout: Type.Enum(exportLayouts, { default: 'each' }),
          search: Type.String({ maxLength: 200, default: '' }),
          find: Type.Optional(Type.String()),
          form: Type.Optional(FormKey),
        }),
      },
    },
    async (request, reply) => {
      const { prefix, all, questions, layout, find, form: key = randomUUID() } = request.body;
      const search = searchText(request.body.search);
      const values = { prefix, all: all !== undefined, questions, layout, search };
      if (find !== undefined) {
        const page = await form(request.identity, values);
        return reply.page((context) => exportFormPage(context, page));
      }
      try {
        const asked = { prefix, layout, questions: all === undefined ? questions : ('all' as const) };
        const id = await service.requestOnce(key, asked, identityOf(request));
        return reply.after(paths.export(id), 'exportStarted');
      } catch (error) {
        const page = await form(request.identity, values, formErrors(error, localeOf(request)));
        return reply.page((context) => exportFormPage(context, page), 422);
      }
    },
  );

  app.get(
    '/organise/exports/:id',
    { preValidation, schema: { hide: true, params, querystring: ViewQuery } },
    async ({ params: { id }, query, identity }, reply) => {
      const record = await visibleExport(sequelize, id, identity);
      const view = viewOf(query);
      const { next, ...contents } = await readContents(sequelize, record, view);
      return reply.page((context) =>
        exportPage(context, {
          record,
          ...contents,
          view,
          previous:
            view.after === undefined ? undefined : withQuery(paths.export(id), { search: view.search }),
          next: next ? withQuery(paths.export(id), { ...view, after: next }) : undefined,
        }),
      );
    },
  );

  app.post(
    '/organise/exports/:id/retry',
    { preValidation: forForms, schema: { hide: true, params } },
    async (request, reply) => {
      const { id } = request.params;
      await visibleExport(sequelize, id, request.identity);
      await orProblem(service.retry(id, request.identity));
      return reply.after(paths.export(id), 'exportStarted');
    },
  );

  for (const part of ['objects', 'files'] as const) {
    app.get(
      `/organise/exports/:id/${part}/:position`,
      {
        preValidation,
        schema: {
          hide: true,
          params: Type.Object({ ...params.properties, position: storedInteger() }),
        },
      },
      ({ params, identity }, reply) => sendObject(service, reply, { ...params, part }, identity),
    );
  }
};
