import { Readable } from 'node:stream';
import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type { Client } from 'pg';
import { type CopyToStream, to as copyTo } from 'pg-copy-streams';
import { ExportFailure } from '#src/features/exports/export-failure.ts';
import { explainS3Error } from '#src/features/exports/s3-failure.ts';
import type { S3Target } from '#src/features/exports/s3-target.ts';
import { votesAsCsv } from '#src/features/exports/votes-as-csv.ts';

const PART_BYTES = 8 * 1024 * 1024;
const PARTS_IN_FLIGHT = 2;
const LINE_FEED = 10;

/** What has been written; `rows` counts lines until the server has told the exact number. */
export interface Written {
  rows: number;
  bytes: number;
}

/** Aborts uploads to this key that a crashed run began: their parts would be stored, and paid for, unseen. */
async function abortStrandedUploads({ client, bucket }: S3Target, key: string): Promise<void> {
  const found = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix: key }));
  for (const upload of found.Uploads ?? []) {
    if (upload.Key !== key) continue;
    await client.send(
      new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: upload.UploadId }),
    );
  }
}

function countLines(chunk: Buffer): number {
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) lines += 1;
  return lines;
}

const databaseFailed = (cause: unknown) =>
  new ExportFailure('database_failed', 'The database did not deliver all votes.', { cause, transient: true });

/** Passes the votes on, counting; holds on to the error of the database, which the upload would replace by its own. */
class CountedVotes {
  readonly written: Written = { rows: 0, bytes: 0 };
  failure: ExportFailure | undefined;

  async *from(source: AsyncIterable<Buffer>, report: (written: Written) => Promise<void>) {
    try {
      for await (const chunk of source) {
        this.written.rows += countLines(chunk);
        this.written.bytes += chunk.length;
        await report(this.written);
        yield chunk;
      }
    } catch (error) {
      this.failure = databaseFailed(error);
      throw this.failure;
    }
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
  const source: CopyToStream = database.query(copyTo(votesAsCsv(object.questionId)));
  // It is told to whoever reads; after a failed upload nobody does.
  source.on('error', () => undefined);
  const votes = new CountedVotes();
  try {
    const upload = new Upload({
      client: target.client,
      params: {
        Bucket: target.bucket,
        Key: object.key,
        Body: Readable.from(votes.from(source, report)),
        ContentType: 'text/csv; charset=utf-8',
        ChecksumAlgorithm: 'CRC32',
      },
      partSize: PART_BYTES,
      queueSize: PARTS_IN_FLIGHT,
    });
    await upload.done();
  } catch (error) {
    throw votes.failure ?? explainS3Error(error, target);
  }
  // The number of rows follows the data; any further statement waits for it.
  await database.query('SELECT 1').catch((error: unknown) => Promise.reject(databaseFailed(error)));
  return { rows: source.rowCount, bytes: votes.written.bytes };
}
