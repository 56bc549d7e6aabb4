import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { findExport } from '#src/features/exports/export-reader.ts';
import { type ExportRecord, isFinished } from '#src/features/exports/export-record.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { notFound } from '#src/plugins/problem.ts';
import { Type } from '#src/schema/type.ts';

/** Least time between two looks at the record, in milliseconds. */
const EVERY = 500;
/** What each object adds to it: every look reads all of them, and a page that follows reads them again. */
const EACH = 1;

const progress = ({ state, objects }: ExportRecord) =>
  JSON.stringify({
    state,
    objects: objects.map(({ position, state, rows, expectedRows, bytes }) => ({
      position,
      state,
      rows,
      expectedRows,
      bytes,
    })),
  });

/** The progress of an export as a live stream, which ends with the export. */
export const exportLive: FastifyPluginAsyncTypebox<{ exports: ExportService }> = async (
  app,
  { exports: { sequelize } },
) => {
  app.get(
    '/organise/exports/:id/live',
    {
      sse: { kind: 'only', serializer: String },
      // An answer without a body would never end.
      exposeHeadRoute: false,
      preHandler: app.requireOrganiser,
      config: { unlimited: true },
      schema: { hide: true, params: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
    },
    async (request, reply) => {
      const { id } = request.params;
      let record = await findExport(sequelize, id, request.identity);
      if (!record) throw notFound('There is no such export.');
      reply.beginStream();
      const closed = new AbortController();
      reply.sse.onClose(() => closed.abort());
      let sent = '';
      while (record && !closed.signal.aborted) {
        const data = progress(record);
        if (data !== sent) await reply.sse.send({ event: 'progress', data });
        sent = data;
        if (isFinished(record)) break;
        const pause = Math.max(EVERY, EACH * record.objects.length);
        await sleep(pause, undefined, { signal: closed.signal }).catch(() => undefined);
        record = await findExport(sequelize, id, request.identity);
      }
      reply.sse.close();
    },
  );
};
