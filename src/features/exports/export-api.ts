import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { bearer } from '#src/features/accounts/scopes.ts';
import {
  ExportRequestBody,
  ExportResponse,
  toExportResponse,
} from '#src/features/exports/export-api-schema.ts';
import { exportContentsApi } from '#src/features/exports/export-contents-api.ts';
import { orProblem } from '#src/features/exports/export-problem.ts';
import { summariseExports, type Viewer, visibleExport } from '#src/features/exports/export-reader.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { nextPage, pageQuery } from '#src/features/exports/read-page.ts';
import { Problem } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { Type } from '#src/schema/type.ts';

const params = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** Asking for exports, following and reading them; for organisers. */
export const exportApi: FastifyPluginAsyncTypebox<{ exports: ExportService }> = async (
  app,
  { exports: service },
) => {
  const { sequelize } = service;
  const route = { tags: ['exports'], security: bearer('exports:write') };
  const answers = { 200: ExportResponse };
  const preValidation = app.requireOrganiser;

  async function stored(id: string, viewer: Viewer) {
    return toExportResponse(await visibleExport(sequelize, id, viewer));
  }

  app.post(
    '/exports',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'createExport',
        summary: 'Write votes into the bucket',
        description:
          'One CSV object per question, `<prefix>/question_<slug>.csv`, or few of many questions, written in the background.',
        body: ExportRequestBody,
        response: { 202: ExportResponse, ...problems(409, 422) },
      },
    },
    async (request, reply) => {
      const by = request.identity?.name ?? '';
      const id = await orProblem(service.request(request.body, by, request.identity));
      return reply
        .code(202)
        .header('location', `/api/v1/exports/${id}`)
        .send(await stored(id, request.identity));
    },
  );

  app.get(
    '/exports',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'listExports',
        summary: 'List exports, newest first',
        querystring: Type.Object(pageQuery),
        response: { 200: Type.Object({ exports: Type.Array(ExportResponse), next: nextPage }) },
      },
    },
    async ({ query, identity }) => {
      const { exports, next } = await summariseExports(sequelize, query, identity);
      return { exports: exports.map(toExportResponse), next };
    },
  );

  app.get(
    '/exports/:id',
    {
      preValidation,
      schema: { ...route, operationId: 'showExport', summary: 'Show an export', params, response: answers },
    },
    ({ params: { id }, identity }) => stored(id, identity),
  );

  app.post(
    '/exports/:id/retry',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'retryExport',
        summary: 'Try a failed export again',
        params,
        response: { 202: ExportResponse, ...problems(409, 422) },
      },
    },
    async ({ params: { id }, identity }, reply) => {
      await stored(id, identity);
      if (!(await orProblem(service.retry(id, identity))))
        throw new Problem({ type: 'state', status: 409, title: 'Only a failed export can be tried again' });
      return reply.code(202).send(await stored(id, identity));
    },
  );

  await app.register(exportContentsApi, { exports: service });
};
