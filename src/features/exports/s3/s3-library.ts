import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let loaded: typeof import('@aws-sdk/client-s3') | undefined;

/** The S3 library, loaded at its first use: where no bucket is configured it takes neither time nor memory. */
export function s3() {
  loaded ??= require('@aws-sdk/client-s3') as typeof import('@aws-sdk/client-s3');
  return loaded;
}
