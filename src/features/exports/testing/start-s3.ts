import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { loadConfig } from '#src/config/load-config.ts';
import { type S3Target, s3Target } from '#src/features/exports/s3/s3-target.ts';
import type { Cleanup } from '../../../../test/support/cleanup.ts';
import { makeScratchDirectory } from '../../../../test/support/scratch-directory.ts';
import { createBucket } from '../../../../tools/stack/bucket.ts';
import { Part } from '../../../../tools/stack/part.ts';
import { s3Spec } from '../../../../tools/stack/parts/s3.ts';
import { freePorts } from '../../../../tools/stack/ports.ts';

/** Variables of a process. */
export type Environment = Record<string, string>;

/**
 * Starts an S3 server with the bucket `exports`, and gives the environment of a service that uses it. Objects are in
 * memory where there is room, as a disk may take longer to make and remove hundreds of files than all else does; what
 * measures names a directory on disk.
 */
export async function startS3(t: Cleanup, directory?: string): Promise<{ s3: Part; env: Environment }> {
  const dataDir = directory ?? (await makeScratchDirectory());
  for (const dir of ['metadata', 'objects']) await mkdir(join(dataDir, 's3', dir), { recursive: true });
  const ports = await freePorts();
  const account = { accessKeyId: 'writer', secretAccessKey: 'the-secret-of-writer' };
  const s3 = new Part(s3Spec({ dataDir, ports, configDir: dataDir }, account));
  await s3.start();
  t.after(async () => {
    await s3.stop();
    await rm(dataDir, { recursive: true });
  });
  const env: Environment = {
    S3_BUCKET: 'exports',
    S3_ENDPOINT: `http://127.0.0.1:${ports.s3}`,
    AWS_ACCESS_KEY_ID: account.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.secretAccessKey,
  };
  await createBucket(targetOf(env).client, 'exports');
  return { s3, env };
}

/** The bucket as a process with this environment reaches it. */
export function targetOf(env: Environment): S3Target {
  const { config, secrets } = loadConfig(env);
  const target = s3Target(config, secrets);
  if (!target) throw new Error('S3_BUCKET is not set.');
  return target;
}
