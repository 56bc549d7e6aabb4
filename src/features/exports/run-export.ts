import type { Span } from '@opentelemetry/api';
import type { Sequelize } from 'sequelize';
import { batchesOf } from '#src/features/exports/export-batches.ts';
import { ExportConnection } from '#src/features/exports/export-connection.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { ExportProgress } from '#src/features/exports/export-progress.ts';
import { findExport } from '#src/features/exports/export-reader.ts';
import { type ExportObject, isFinished } from '#src/features/exports/export-record.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';
import { tellEnd } from '#src/features/exports/tell-end.ts';
import { type ObjectWriting, writeObjects } from '#src/features/exports/write-objects.ts';
import { writeTogether } from '#src/features/exports/write-together.ts';
import { attributeNames, spanNames } from '#src/telemetry/names.ts';
import { exportDequeued } from '#src/telemetry/signals.ts';
import { continueJob, type TraceCarrier } from '#src/telemetry/spans.ts';

export interface ExportParts {
  databaseUrl: string;
  sequelize: Sequelize;
  target: S3Target;
}

export interface ExportRun {
  id: string;
  carrier: TraceCarrier;
  /** Stops between two objects. */
  pause?: AbortSignal;
  /** Stops at once, within an object. */
  abort?: AbortSignal;
  /** Whether a failure that may pass leaves the export queued instead of failed. */
  mayRetry: boolean;
  /** Hears now and then of the objects that got further. */
  tell?: (objects: readonly ExportObject[]) => void;
}

/** How a run ended; `queued` asks for another one. */
export type ExportEnd = { state: 'succeeded' | 'queued' } | { state: 'failed'; failure: ExportFailure };

/** Runs an export to its end, or to where it was stopped, and records how it went. Never rejects for the export's sake. */
export async function runExport(parts: ExportParts, run: ExportRun): Promise<ExportEnd> {
  const writer = new ExportWriter(parts.sequelize);
  try {
    const work = (span: Span) => attempt(parts, writer, run, span);
    const finished = await continueJob(spanNames.exportRun, run.carrier, work, {
      [attributeNames.exportId]: run.id,
    });
    if (!finished) await writer.requeue(run.id);
    return { state: finished ? 'succeeded' : 'queued' };
  } catch (error) {
    const failure = asFailure(error);
    // Another process may have it by now: its record is no longer ours to write.
    if (run.abort?.aborted || failure.code === 'already_running') return { state: 'queued' };
    if (failure.transient && run.mayRetry) {
      await writer.requeue(run.id, failure);
      return { state: 'queued' };
    }
    await writer.fail(run.id, failure);
    await tellEnd(parts.sequelize, run.id, 'failed');
    return { state: 'failed', failure };
  }
}

function asFailure(error: unknown): ExportFailure {
  if (error instanceof ExportFailure) return error;
  const name = error instanceof Error ? error.name : typeof error;
  // Most often a database that restarts between two statements.
  return new ExportFailure('unexpected', [name], { cause: error, transient: true });
}

/** One attempt; false where it was paused before its end. */
async function attempt(
  parts: ExportParts,
  writer: ExportWriter,
  run: ExportRun,
  span: Span,
): Promise<boolean> {
  await using connection = new ExportConnection(parts.databaseUrl);
  await connection.open(run.id);
  run.abort?.throwIfAborted();
  run.abort?.addEventListener('abort', () => connection.destroy(), { once: true });
  const before = await findExport(parts.sequelize, run.id);
  if (!before || isFinished(before)) return true;
  if (!before.startedAt) exportDequeued((Date.now() - before.queuedAt.getTime()) / 1000);
  await writer.start(run.id, span.isRecording() ? span.spanContext().traceId : undefined);
  const progress = new ExportProgress(writer, run.id, run.tell);
  const writing = { connection, target: parts.target, progress, pause: run.pause };
  try {
    const write = before.layout === 'each' ? writeEach : writeFiles;
    const all = await write(writing, before.objects);
    await progress.record();
    if (!all) return false;
  } catch (error) {
    // Another process may have it by now: its record is no longer ours to write.
    if (!run.abort?.aborted) await progress.record().catch(() => undefined);
    throw error;
  }
  await writer.succeed(run.id);
  const { rows, bytes } = await tellEnd(parts.sequelize, run.id, 'succeeded');
  span.setAttributes({ [attributeNames.exportRows]: rows, [attributeNames.exportBytes]: bytes });
  return true;
}

const afresh = (object: ExportObject): ExportObject => ({ ...object, state: 'pending', rows: 0, bytes: 0 });

/** Writes the files of questions that are not there yet; false where it was paused before its end. */
async function writeEach(writing: ObjectWriting, objects: readonly ExportObject[]): Promise<boolean> {
  const { connection, pause } = writing;
  const left = objects.filter(({ state }) => state !== 'succeeded').map(afresh);
  const ballots = await connection.ballotsOf(left.map(({ questionId }) => questionId));
  for (const batch of batchesOf(left, ({ questionId }) => ballots.get(questionId) ?? 0)) {
    if (pause?.aborted) return false;
    const keys = batch.map(({ key }) => key);
    await connection.lock(keys);
    if (!(await writeObjects(writing, batch))) return false;
    await connection.unlock(keys);
  }
  return true;
}

/** The same of files that hold several questions each. */
async function writeFiles(writing: ObjectWriting, objects: readonly ExportObject[]): Promise<boolean> {
  const { connection, pause } = writing;
  const files = Object.entries(Object.groupBy(objects, ({ key }) => key));
  for (const [key, parts = []] of files) {
    if (parts.every(({ state }) => state === 'succeeded')) continue;
    if (pause?.aborted) return false;
    await connection.lock([key]);
    await writeTogether(writing, parts.map(afresh));
    await connection.unlock([key]);
  }
  return true;
}
