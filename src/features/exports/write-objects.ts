import type { ExportConnection } from '#src/features/exports/export-connection.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import type { ExportProgress } from '#src/features/exports/export-progress.ts';
import type { ExportObject } from '#src/features/exports/export-record.ts';
import { QuestionRows } from '#src/features/exports/question-rows.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';
import { abortStrandedUploads } from '#src/features/exports/s3/stranded-uploads.ts';
import { writeObject } from '#src/features/exports/write-object.ts';

/** Objects that are on their way to the server at the same time at most. */
const MOST_UNDER_WAY = 16;
/** Bytes of an object that may be on its way while the next is read; a larger one is waited for, for the memory's sake. */
const SMALL_BYTES = 1024 * 1024;

/** What objects are written with. */
export interface ObjectWriting {
  connection: ExportConnection;
  target: S3Target;
  progress: ExportProgress;
  /** Stops between two objects. */
  pause?: AbortSignal | undefined;
}

/**
 * Gives how many votes each object is about to get, by its question, and clears what a crash left of them.
 * @throws {ExportFailure} where a question is gone: an empty file would hide that.
 */
export async function beginObjects(
  { connection, target, progress }: ObjectWriting,
  objects: readonly ExportObject[],
): Promise<Map<number, number>> {
  const ballots = await connection.ballotsOf(objects.map(({ questionId }) => questionId));
  for (const object of objects) {
    if (ballots.has(object.questionId)) continue;
    progress.change(object, { state: 'running', expectedRows: 0 });
    throw new ExportFailure('question_deleted', [object.slug]);
  }
  const keys = [...new Set(objects.map(({ key }) => key))];
  await abortStrandedUploads(target, keys).catch((error: unknown) => {
    progress.change(objects[0] as ExportObject, { state: 'running' });
    throw explainS3Error(error, target);
  });
  return ballots;
}

/**
 * Writes objects out of one statement over their questions, several at the same time where they are small, and gives
 * whether it came to their end. Where it did not, the connection is in the middle of its statement: only good for closing.
 * @throws {ExportFailure} for the first that fails, once nothing is on its way any more.
 */
export async function writeObjects(
  writing: ObjectWriting,
  objects: readonly ExportObject[],
): Promise<boolean> {
  const { connection, target, progress, pause } = writing;
  const expected = await beginObjects(writing, objects);
  const rows = new QuestionRows(
    connection.client,
    objects.map(({ questionId }) => questionId),
  );
  const underWay = new Set<Promise<void>>();
  let paused = false;
  try {
    for (const object of objects) {
      paused = pause?.aborted ?? false;
      if (paused) break;
      progress.change(object, { state: 'running', expectedRows: expected.get(object.questionId) ?? 0 });
      const { read, stored } = writeObject(target, rows, progress, object);
      underWay.add(stored);
      // One that fails stays, and is what the next wait ends with.
      stored.then(() => underWay.delete(stored)).catch(() => undefined);
      if ((await read).bytes > SMALL_BYTES) await stored;
      if (underWay.size >= MOST_UNDER_WAY) await Promise.race(underWay);
      await progress.tick();
    }
    await Promise.all(underWay);
    if (!paused) await rows.end();
    return !paused;
  } catch (error) {
    await Promise.allSettled(underWay);
    throw error;
  }
}
