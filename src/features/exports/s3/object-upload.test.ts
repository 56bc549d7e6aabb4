import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ObjectUpload } from '#src/features/exports/s3/object-upload.ts';
import { startS3, targetOf } from '#src/features/exports/testing/start-s3.ts';
import { openUploads } from '#src/features/exports/testing/test-bed.ts';
import { undoInReverse } from '../../../../test/support/cleanup.ts';

const KIB = 1024;
const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

test('objects are stored whole at every size where the buffers change, several at a time', async (t) => {
  const { env } = await startS3(undoInReverse(t));
  const target = targetOf(env);
  const edges = [64, 1024, 8 * 1024, 16 * 1024, 24 * 1024].map((size) => size * KIB);
  const sizes = [0, 1, ...edges.flatMap((edge) => [edge - 1, edge, edge + 1])];
  const store = async (size: number, piece: number) => {
    const bytes = randomBytes(size);
    const key = `${size}-${piece}`;
    const upload = new ObjectUpload(target, { key, type: 'text/csv' });
    for (let at = 0; at < size; at += piece) await upload.write(bytes.subarray(at, at + piece));
    await upload.finish();
    return { key, expected: digest(bytes) };
  };
  // Twice: the second round gets the buffers of the first, which are full of something else.
  for (const piece of [100 * KIB, 3000 * KIB]) {
    const small = await Promise.all(
      sizes.filter((size) => size < 2048 * KIB).map((size) => store(size, piece)),
    );
    const large = [];
    for (const size of sizes.filter((size) => size >= 2048 * KIB)) large.push(await store(size, piece));
    for (const { key, expected } of [...small, ...large]) {
      const { Body } = await target.client.send(new GetObjectCommand({ Bucket: target.bucket, Key: key }));
      assert.equal(digest((await Body?.transformToByteArray()) ?? new Uint8Array()), expected, key);
    }
  }
  assert.equal(await openUploads(target), 0);
});
