import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { searchText } from '#src/database/search-text.ts';
import { bearer } from '#src/features/accounts/scopes.ts';
import {
  ExportFileResponse,
  ExportObjectResponse,
  toFileResponse,
  toObjectResponse,
} from '#src/features/exports/export-api-schema.ts';
import { listFiles, listObjects } from '#src/features/exports/export-contents.ts';
import { visibleExport } from '#src/features/exports/export-reader.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { nextPage as next, pageQuery } from '#src/features/exports/read-page.ts';
import { sendObject } from '#src/features/exports/send-object.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
const one = Type.Object({
  ...params.properties,
  position: storedInteger(),
});

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
          ...pageQuery,
          search: Type.String({
            maxLength: 200,
            default: '',
            description: 'Words in the question, or its slug',
          }),
        }),
        response: { 200: Type.Object({ objects: Type.Array(ExportObjectResponse), next }) },
      },
    },
    async ({ params: { id }, query, identity }) => {
      await visibleExport(sequelize, id, identity);
      const { objects, next } = await listObjects(sequelize, id, query, searchText(query.search));
      return { objects: objects.map((object) => toObjectResponse(id, object)), next };
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
        querystring: Type.Object(pageQuery),
        response: { 200: Type.Object({ files: Type.Array(ExportFileResponse), next }) },
      },
    },
    async ({ params: { id }, query, identity }) => {
      await visibleExport(sequelize, id, identity);
      const { files, next } = await listFiles(sequelize, id, query);
      return { files: files.map((file) => toFileResponse(id, file)), next };
    },
  );

  const csv = { 200: { content: { 'text/csv': { schema: Type.String() } } } };
  const readable = [
    { part: 'objects', operationId: 'readExportObject', summary: 'Read the votes of a question as CSV' },
    { part: 'files', operationId: 'readExportFile', summary: 'Read a file as it is in the bucket' },
  ] as const;
  for (const { part, ...words } of readable) {
    app.get(
      `/exports/:id/${part}/:position`,
      { preValidation, schema: { ...route, ...words, params: one, response: csv } },
      async ({ params, identity }, reply) => {
        await sendObject(service, reply, { ...params, part }, identity);
        // The answer is a stream, which the schema's type cannot say.
        return reply as never;
      },
    );
  }
};
