import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  type ExportContents,
  readContents,
  ViewQuery,
  viewOf,
} from '#src/features/exports/export-contents.ts';
import { noSuchExport, summariseExport } from '#src/features/exports/export-reader.ts';
import {
  type ExportFile,
  type ExportObject,
  type ExportSummary,
  isFinished,
} from '#src/features/exports/export-record.ts';
import type { ExportService } from '#src/features/exports/export-service.ts';
import { FairTurns } from '#src/plugins/fair-turns.ts';
import { Problem } from '#src/plugins/problem.ts';
import { Type } from '#src/schema/type.ts';

/** Time between two looks at the record, in milliseconds. */
const EVERY = 500;
/** Streams of one account in this process: each looks for itself, and what it looks at may be ten thousand rows. */
const streams = new FairTurns({ atOnce: Infinity, ofOne: 10, waiting: 0, waitingOfOne: 0 });

const tooMany = () =>
  new Problem({
    type: 'too-many-at-once',
    status: 429,
    title: 'Too many live streams at once',
    retryAfterSeconds: 10,
  });

const step = ({ position, state, rows, expectedRows, bytes }: ExportObject | ExportFile) => ({
  position,
  state,
  rows,
  expectedRows,
  bytes,
});

const told = ({ state, rows, bytes, done, progress }: ExportSummary, { objects, files }: ExportContents) =>
  JSON.stringify({ state, rows, bytes, done, progress, objects: objects.map(step), files: files.map(step) });

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
      preValidation: app.requireOrganiser,
      config: { unlimited: true },
      schema: {
        hide: true,
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: ViewQuery,
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const view = viewOf(request.query);
      const look = async () => {
        const record = await summariseExport(sequelize, id, request.identity);
        return record && { record, contents: await readContents(sequelize, record, view) };
      };
      const end = await streams.take(String(request.identity?.accountId));
      if (!end) throw tooMany();
      reply.raw.once('close', end);
      let found = await look();
      if (!found) throw noSuchExport();
      if (!reply.beginStream()) return;
      const closed = new AbortController();
      reply.sse.onClose(() => closed.abort());
      let sent = '';
      while (found && !closed.signal.aborted) {
        const data = told(found.record, found.contents);
        if (data !== sent) await reply.sse.send({ event: 'progress', data });
        sent = data;
        if (isFinished(found.record)) break;
        await sleep(EVERY, undefined, { signal: closed.signal }).catch(() => undefined);
        found = await look();
      }
      reply.sse.close();
    },
  );
};
