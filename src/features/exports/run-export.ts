import type { Span } from '@opentelemetry/api';
import type { Sequelize } from 'sequelize';
import { ExportConnection } from '#src/features/exports/export-connection.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { findExport } from '#src/features/exports/export-reader.ts';
import { isFinished } from '#src/features/exports/export-record.ts';
import { ExportWriter } from '#src/features/exports/export-writer.ts';
import type { S3Target } from '#src/features/exports/s3-target.ts';
import { tellEnd } from '#src/features/exports/tell-end.ts';
import { writeObject } from '#src/features/exports/write-object.ts';
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
  for (const object of before.objects) {
    if (object.state === 'succeeded') continue;
    if (run.pause?.aborted) return false;
    await connection.withKey(object.key, () => writeObject(connection, parts.target, writer, run.id, object));
  }
  await writer.succeed(run.id);
  const { rows, bytes } = await tellEnd(parts.sequelize, run.id, 'succeeded');
  span.setAttributes({ [attributeNames.exportRows]: rows, [attributeNames.exportBytes]: bytes });
  return true;
}
