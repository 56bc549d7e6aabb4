import type { LedgerLine } from '#src/features/audit/read-ledger.ts';
import { readObject } from '#src/features/exports/s3/read-object.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
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
    const stored = await readObject(target, key, range);
    return stored && (await countRecords(stored.body));
  } catch (error) {
    throw explainS3Error(error, target);
  }
}
