import type { S3Client } from '@aws-sdk/client-s3';
import type { Config, Secrets } from '#src/config/settings.ts';
import { explainS3Error } from '#src/features/exports/s3/s3-failure.ts';
import { s3 } from '#src/features/exports/s3/s3-library.ts';

/** The bucket that exports go to. */
export interface S3Target {
  client: S3Client;
  bucket: string;
  /** Address for messages: the configured endpoint, or AWS with its region. */
  address: string;
}

const CHECK_MS = 5000;

/** Makes the client of the configured bucket; undefined where none is configured. Nothing connects yet. */
export function s3Target(config: Config, secrets: Secrets): S3Target | undefined {
  const { s3Bucket, s3Endpoint, s3Region } = config;
  if (s3Bucket === undefined) return undefined;
  const { s3AccessKeyId: accessKeyId, s3SecretAccessKey: secretAccessKey, s3SessionToken } = secrets;
  const client = new (s3().S3Client)({
    region: s3Region,
    maxAttempts: 3,
    // Parts carry a CRC32 of their own; the default would also send trailing checksums, which some servers refuse.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: 3000,
      socketTimeout: 30_000,
      requestTimeout: 60_000,
      throwOnRequestTimeout: true,
    },
    ...(s3Endpoint && { endpoint: s3Endpoint, forcePathStyle: true }),
    ...(accessKeyId &&
      secretAccessKey && {
        credentials: {
          accessKeyId,
          secretAccessKey,
          ...(s3SessionToken && { sessionToken: s3SessionToken }),
        },
      }),
  });
  return { client, bucket: s3Bucket, address: s3Endpoint ?? `AWS (${s3Region})` };
}

/**
 * Asks the server a question that an export needs answered anyway. It is not HeadBucket, whose answers have no body
 * and so cannot tell a missing bucket from an unknown key.
 * @throws {ExportFailure} saying what is wrong, within five seconds.
 */
export async function checkTarget({ client, bucket, address }: S3Target): Promise<void> {
  try {
    await client.send(new (s3().ListMultipartUploadsCommand)({ Bucket: bucket, MaxUploads: 1 }), {
      abortSignal: AbortSignal.timeout(CHECK_MS),
    });
  } catch (error) {
    throw explainS3Error(error, { bucket, address });
  }
}
