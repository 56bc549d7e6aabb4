import type { ExportConnection } from '#src/features/exports/export-connection.ts';
import type { ExportObject } from '#src/features/exports/export-record.ts';
import type { ExportWriter } from '#src/features/exports/export-writer.ts';
import type { S3Target } from '#src/features/exports/s3-target.ts';
import { uploadVotes, type Written } from '#src/features/exports/upload-votes.ts';
import { attributeNames, spanNames } from '#src/telemetry/names.ts';
import { inSpan } from '#src/telemetry/spans.ts';

/** Least time between two updates of an object's progress, in milliseconds. */
const PROGRESS_MS = 500;

/** Writes one object of an export and records its progress. @throws {ExportFailure} */
export async function writeObject(
  connection: ExportConnection,
  target: S3Target,
  writer: ExportWriter,
  exportId: string,
  { position, questionId, slug, key }: ExportObject,
): Promise<void> {
  const attributes = {
    [attributeNames.questionId]: String(questionId),
    [attributeNames.exportKey]: key,
  };
  await inSpan(spanNames.exportQuestion, { attributes }, async (span) => {
    await writer.startObject(exportId, position);
    await connection.assertQuestion(questionId, slug);
    let told = Date.now();
    const report = async (written: Written) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      await writer.progress(exportId, position, written);
    };
    const written = await uploadVotes(connection.client, target, { questionId, key }, report);
    await writer.finishObject(exportId, position, written);
    span.setAttributes({
      [attributeNames.exportRows]: written.rows,
      [attributeNames.exportBytes]: written.bytes,
    });
  });
}
