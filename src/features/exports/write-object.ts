import type { ExportProgress } from '#src/features/exports/export-progress.ts';
import type { ExportObject, Written } from '#src/features/exports/export-record.ts';
import type { QuestionRows } from '#src/features/exports/question-rows.ts';
import { ObjectUpload } from '#src/features/exports/s3/object-upload.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';
import { attributeNames, spanNames } from '#src/telemetry/names.ts';
import { inSpan } from '#src/telemetry/spans.ts';

/** Writes the votes of the question that is next to where an upload has got to, and gives what they are. */
export async function writeVotes(
  upload: ObjectUpload,
  rows: QuestionRows,
  progress: ExportProgress,
  object: ExportObject,
): Promise<Written> {
  const written = { rows: 0, bytes: 0 };
  for await (const { bytes, count } of rows.of(object.questionId)) {
    await upload.write(bytes);
    written.rows += count;
    written.bytes += bytes.length;
    progress.change(object, written);
    await progress.tick();
  }
  return written;
}

/** An object on its way. */
interface ObjectUnderWay {
  /** Resolves once its rows have been read, with what they are. */
  read: Promise<Written>;
  /** Resolves once it is in the bucket. Both reject with an {ExportFailure}. */
  stored: Promise<void>;
}

/**
 * Streams the votes of a question into one object, which is replaced whole or not at all. A failure leaves no parts
 * behind while the server can be reached.
 */
export function writeObject(
  target: S3Target,
  rows: QuestionRows,
  progress: ExportProgress,
  object: ExportObject,
): ObjectUnderWay {
  const { questionId, key } = object;
  const { promise: read, resolve, reject } = Promise.withResolvers<Written>();
  const attributes = {
    [attributeNames.questionId]: String(questionId),
    [attributeNames.exportKey]: key,
  };
  const stored = inSpan(spanNames.exportQuestion, { attributes }, async (span) => {
    const upload = new ObjectUpload(target, key);
    let written: Written;
    try {
      written = await writeVotes(upload, rows, progress, object);
      resolve(written);
      await upload.finish();
    } catch (error) {
      await upload.abort();
      const failure = explainS3Error(error, target);
      reject(failure);
      throw failure;
    }
    progress.change(object, { state: 'succeeded', expectedRows: written.rows, ...written });
    span.setAttributes({
      [attributeNames.exportRows]: written.rows,
      [attributeNames.exportBytes]: written.bytes,
    });
  });
  // Whoever started it hears of it when they get to it.
  read.catch(() => undefined);
  stored.catch(() => undefined);
  return { read, stored };
}
