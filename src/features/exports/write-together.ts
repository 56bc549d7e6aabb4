import type { ExportObject } from '#src/features/exports/export-record.ts';
import { QuestionRows } from '#src/features/exports/question-rows.ts';
import { ObjectUpload } from '#src/features/exports/s3/object-upload.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import { writeVotes } from '#src/features/exports/write-object.ts';
import { beginObjects, type ObjectWriting } from '#src/features/exports/write-objects.ts';
import { attributeNames, spanNames } from '#src/telemetry/names.ts';
import { inSpan } from '#src/telemetry/spans.ts';

/**
 * Streams the votes of questions, one after the other, into the file that they share, which is there whole or not at
 * all. A failure leaves no parts behind while the server can be reached. @throws {ExportFailure}
 */
export async function writeTogether(writing: ObjectWriting, objects: readonly ExportObject[]): Promise<void> {
  const { connection, target, progress } = writing;
  const expected = await beginObjects(writing, objects);
  const key = objects[0]?.key ?? '';
  const attributes = {
    [attributeNames.exportKey]: key,
    [attributeNames.exportQuestions]: objects.length,
  };
  await inSpan(spanNames.exportFile, { attributes }, async (span) => {
    const ids = objects.map(({ questionId }) => questionId);
    const questions = new QuestionRows(connection.client, ids, true);
    const upload = new ObjectUpload(target, key);
    let firstByte = 0;
    let rows = 0;
    try {
      for (const object of objects) {
        const expectedRows = expected.get(object.questionId) ?? 0;
        progress.change(object, { state: 'running', expectedRows, firstByte });
        const written = await writeVotes(upload, questions, progress, object);
        firstByte += written.bytes;
        rows += written.rows;
      }
      await questions.end();
      await upload.finish();
    } catch (error) {
      await upload.abort();
      throw explainS3Error(error, target);
    }
    // Recorded in one statement: a file is never half there.
    for (const object of objects) progress.change(object, { state: 'succeeded', expectedRows: object.rows });
    span.setAttributes({ [attributeNames.exportRows]: rows, [attributeNames.exportBytes]: firstByte });
  });
}
