import { join } from 'node:path';
import { toolPath } from '../../tool-path.ts';
import type { PartSpec } from '../part.ts';
import { address, local, type Site, spec } from './site.ts';

export interface S3Account {
  accessKeyId: string;
  secretAccessKey: string;
}

export const REGION = 'us-east-1';

export function s3Spec(site: Site, account: S3Account): PartSpec {
  const dir = join(site.dataDir, 's3');
  return spec(site, 's3', {
    command: toolPath('versitygw'),
    // Metadata in files: not every file system has extended attributes.
    args: [
      '--port',
      address(site.ports.s3),
      '--region',
      REGION,
      '--health',
      '/health',
      // As S3 itself does: without it every file costs a connection.
      '--keep-alive',
      '--quiet',
      'posix',
      '--sidecar',
      join(dir, 'metadata'),
      join(dir, 'objects'),
    ],
    env: { ROOT_ACCESS_KEY: account.accessKeyId, ROOT_SECRET_KEY: account.secretAccessKey },
    readyUrl: local(site.ports.s3, '/health'),
  });
}
