import { CreateBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { REGION, type S3Account } from './parts/s3.ts';

/** A client for the stack's S3 server. */
export function s3Client(endpoint: string, credentials: S3Account): S3Client {
  return new S3Client({ endpoint, credentials, region: REGION, forcePathStyle: true });
}

/** Makes the bucket unless it is there. */
export async function createBucket(client: S3Client, bucket: string): Promise<void> {
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
  } catch (error) {
    const there = ['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'];
    if (!(error instanceof S3ServiceException && there.includes(error.name))) throw error;
  }
}
