import type { Readable } from 'node:stream';
import { type ByteRange, byteRange } from '#src/features/exports/csv/byte-range.ts';
import { s3 } from '#src/features/exports/s3/s3-library.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';

/** What is stored under a key, or that part of it; undefined where nothing is. @throws what the S3 library does. */
export async function readObject({ client, bucket }: S3Target, key: string, range?: ByteRange | null) {
  try {
    const asked = { Bucket: bucket, Key: key, ...(range && { Range: byteRange(range) }) };
    const { Body, ContentLength: length } = await client.send(new (s3().GetObjectCommand)(asked));
    return { body: Body as Readable, length };
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}
