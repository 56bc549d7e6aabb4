import type { Client } from 'pg';
import { copyOut } from '#src/features/exports/copy-out.ts';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { ObjectUpload } from '#src/features/exports/object-upload.ts';
import { explainS3Error } from '#src/features/exports/s3-failure.ts';
import { s3 } from '#src/features/exports/s3-library.ts';
import type { S3Target } from '#src/features/exports/s3-target.ts';
import { votesAsCsv } from '#src/features/exports/votes-as-csv.ts';

/** What has been written. */
export interface Written {
  rows: number;
  bytes: number;
}

/** Aborts uploads to this key that a crashed run began: their parts would be stored, and paid for, unseen. */
async function abortStrandedUploads({ client, bucket }: S3Target, key: string): Promise<void> {
  const found = await client.send(new (s3().ListMultipartUploadsCommand)({ Bucket: bucket, Prefix: key }));
  for (const upload of found.Uploads ?? []) {
    if (upload.Key !== key) continue;
    await client.send(
      new (s3().AbortMultipartUploadCommand)({ Bucket: bucket, Key: key, UploadId: upload.UploadId }),
    );
  }
}

const databaseFailed = (cause: unknown) =>
  new ExportFailure('database_failed', [], { cause, transient: true });

/** The rows of the statement, whose errors are the database's. */
async function* read(database: Client, sql: string) {
  try {
    yield* copyOut(database, sql);
  } catch (error) {
    throw databaseFailed(error);
  }
}

/**
 * Streams the votes of a question into one object, which is replaced whole or not at all. A failure leaves no parts
 * behind while the server can be reached, and `database` in the middle of its statement: only good for closing.
 * @throws {ExportFailure}
 */
export async function uploadVotes(
  database: Client,
  target: S3Target,
  object: { questionId: number; key: string },
  report: (written: Written) => Promise<void>,
): Promise<Written> {
  await abortStrandedUploads(target, object.key).catch((error: unknown) => {
    throw explainS3Error(error, target);
  });
  const written: Written = { rows: 0, bytes: 0 };
  const upload = new ObjectUpload(target, { key: object.key, type: 'text/csv; charset=utf-8' });
  try {
    for await (const { bytes, count } of read(database, votesAsCsv(object.questionId))) {
      await upload.write(bytes);
      written.rows = count;
      written.bytes += bytes.length;
      await report(written);
    }
    await upload.finish();
    return written;
  } catch (error) {
    await upload.abort();
    throw explainS3Error(error, target);
  }
}
