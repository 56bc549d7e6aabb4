import type { Readable } from 'node:stream';
import type { LedgerLine } from '#src/features/audit/read-ledger.ts';
import { byteRange } from '#src/features/exports/csv/byte-range.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import { s3 } from '#src/features/exports/s3/s3-library.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';

const QUOTE = 34;
const LINE_FEED = 10;

/** Records of a CSV stream (RFC 4180) whose lines end with a line feed; those within quotes end none. */
export async function countRecords(chunks: AsyncIterable<Uint8Array>): Promise<number> {
  let records = 0;
  let quoted = false;
  for await (const chunk of chunks) {
    for (const byte of chunk) {
      if (byte === QUOTE) quoted = !quoted;
      else if (byte === LINE_FEED && !quoted) records += 1;
    }
  }
  return records;
}

/** Lines of an exported file, or of a range of it; undefined where it is no longer in the bucket. @throws {ExportFailure} */
export async function countLines(
  target: S3Target,
  { key, range }: Pick<NonNullable<LedgerLine['file']>, 'key' | 'range'>,
): Promise<number | undefined> {
  if (range?.bytes === 0) return 0;
  try {
    const asked = { Bucket: target.bucket, Key: key, ...(range && { Range: byteRange(range) }) };
    const stored = await target.client.send(new (s3().GetObjectCommand)(asked));
    return await countRecords(stored.Body as Readable);
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw explainS3Error(error, target);
  }
}
