import type { ListMultipartUploadsCommandOutput } from '@aws-sdk/client-s3';
import { s3 } from '#src/features/exports/s3/s3-library.ts';
import type { S3Target } from '#src/features/exports/s3/s3-target.ts';

/** What the keys begin with, all of them. */
function sharedStart(keys: readonly string[]): string {
  const [first = ''] = keys;
  const parts = keys.map((key) => [...first].findIndex((_, at) => key[at] !== first[at]));
  const ends = parts.filter((end) => end >= 0);
  return first.slice(0, Math.min(first.length, ...ends));
}

/**
 * Aborts uploads to these keys that a crashed run began: their parts would be stored, and paid for, unseen. It takes one
 * call for all keys where none was left, so their common beginning should be all that is stored there.
 */
export async function abortStrandedUploads(
  { client, bucket }: S3Target,
  keys: readonly string[],
): Promise<void> {
  const ours = new Set(keys);
  const Prefix = sharedStart(keys);
  for (let from: Pick<ListMultipartUploadsCommandOutput, 'NextKeyMarker' | 'NextUploadIdMarker'> = {}; ; ) {
    const found: ListMultipartUploadsCommandOutput = await client.send(
      new (s3().ListMultipartUploadsCommand)({
        Bucket: bucket,
        Prefix,
        KeyMarker: from.NextKeyMarker,
        UploadIdMarker: from.NextUploadIdMarker,
      }),
    );
    for (const { Key, UploadId } of found.Uploads ?? []) {
      if (Key === undefined || !ours.has(Key)) continue;
      await client.send(new (s3().AbortMultipartUploadCommand)({ Bucket: bucket, Key, UploadId }));
    }
    if (!found.IsTruncated || found.NextKeyMarker === undefined) return;
    from = found;
  }
}
