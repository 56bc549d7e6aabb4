import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { searchText } from '#src/database/search-text.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import {
  ExportFileResponse,
  ExportObjectResponse,
  toFileResponse,
  toObjectResponse,
} from '#src/features/exports/export-api-schema.ts';
import { decodeExportCursor, encodeExportCursor } from '#src/features/exports/export-cursor.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { listFiles, listObjects } from '#src/features/exports/list-objects.ts';
import { sendObject } from '#src/features/exports/send-object.ts';
import { visibleExport } from '#src/features/exports/visible-export.ts';
import { ProblemSchema } from '#src/plugins/problem.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const one = Type.Object({
  ...params.properties,
  position: storedInteger(),
});
const paged = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  after: Type.Optional(Type.String({ maxLength: 100, description: 'The `next` of the page before' })),
};
const next = Type.Union([Type.String(), Type.Null()]);

/** What is in an export: the votes of each question and the files they are in; for organisers. */
export const exportContentsApi: FastifyPluginAsyncTypebox<{ exports: ExportService }> = async (
  app,
  { exports: service },
) => {
  const { sequelize } = service;
  const route = { tags: ['exports'], security: bearer('exports:write') };
  const preValidation = app.requireOrganiser;

  app.get(
    '/exports/:id/objects',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'listExportObjects',
        summary: 'List what an export has of each question',
        params,
        querystring: Type.Object({
          ...paged,
          search: Type.String({
            maxLength: 200,
            default: '',
            description: 'Words in the question, or its slug',
          }),
        }),
        response: {
          200: Type.Object({ objects: Type.Array(ExportObjectResponse), next }),
          default: ProblemSchema,
        },
      },
    },
    async ({ params: { id }, query, identity }) => {
      await visibleExport(sequelize, id, identity);
      const after = decodeExportCursor('object', query.after);
      const search = searchText(query.search);
      const page = await listObjects(sequelize, { id, limit: query.limit, after, search });
      return {
        objects: page.objects.map((object) => toObjectResponse(id, object)),
        next: encodeExportCursor('object', page.next) ?? null,
      };
    },
  );

  app.get(
    '/exports/:id/files',
    {
      preValidation,
      schema: {
        ...route,
        operationId: 'listExportFiles',
        summary: 'List the files of an export',
        params,
        querystring: Type.Object(paged),
        response: {
          200: Type.Object({ files: Type.Array(ExportFileResponse), next }),
          default: ProblemSchema,
        },
      },
    },
    async ({ params: { id }, query, identity }) => {
      await visibleExport(sequelize, id, identity);
      const after = decodeExportCursor('file', query.after);
      const page = await listFiles(sequelize, { id, limit: query.limit, after });
      return {
        files: page.files.map((file) => toFileResponse(id, file)),
        next: encodeExportCursor('file', page.next) ?? null,
      };
    },
  );

  const csv = {
    200: { content: { 'text/csv': { schema: Type.String() } } },
    default: ProblemSchema,
  };
  const readable = [
    {
      path: 'objects',
      what: 'votes',
      operationId: 'readExportObject',
      summary: 'Read the votes of a question as CSV',
    },
    {
      path: 'files',
      what: 'file',
      operationId: 'readExportFile',
      summary: 'Read a file as it is in the bucket',
    },
  ] as const;
  for (const { path, what, ...words } of readable) {
    app.get(
      `/exports/:id/${path}/:position`,
      { preValidation, schema: { ...route, ...words, params: one, response: csv } },
      async ({ params, identity }, reply) => {
        await sendObject(service, reply, { ...params, what }, identity);
        // The answer is a stream, which the schema's type cannot say.
        return reply as never;
      },
    );
  }
};
