import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ObjectUpload } from '#src/features/exports/s3/object-upload.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
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
    const upload = new ObjectUpload(target, key);
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

test('what says 200 to everything and stores nothing is not taken for an S3 server', async (t) => {
  let page = '<html>Log in to this network</html>';
  const portal = createServer((request, response) => {
    request.resume().on('end', () => response.end(page));
  });
  await once(portal.listen(0, '127.0.0.1'), 'listening');
  t.after(() => portal.close());
  const address = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`;
  const target = targetOf({
    S3_BUCKET: 'exports',
    S3_ENDPOINT: address,
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'secret',
  });
  t.after(() => target.client.destroy());
  const store = async (size: number) => {
    const upload = new ObjectUpload(target, 'votes.csv');
    await upload.write(Buffer.alloc(size));
    await upload.finish();
  };
  await assert.rejects(store(1), { message: `The S3 server at ${address} failed (200, no ETag).` });
  const large = store(9 * 1024 * KIB);
  await assert.rejects(large, { message: `The S3 server at ${address} failed (200, no UploadId).` });
  page = '<html>Log in<br></html>';
  const { message } = explainS3Error(await store(9 * 1024 * KIB).catch((error: unknown) => error), target);
  assert.equal(message, `The S3 server at ${address} failed (200, unreadable).`);
});
