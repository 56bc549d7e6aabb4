// Makes the bucket that exports go to, unless it is there: create-bucket.mjs NAME
import { readFileSync } from 'node:fs';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';

const secret = (name) => readFileSync(`/run/secrets/${name}`, 'utf8').trim();
const client = new S3Client({
  endpoint: process.env.S3_ENDPOINT,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: secret('s3-access-key'), secretAccessKey: secret('s3-secret-key') },
});

try {
  await client.send(new CreateBucketCommand({ Bucket: process.argv[2] }));
} catch (error) {
  if (!['BucketAlreadyOwnedByYou', 'BucketAlreadyExists'].includes(error.name)) throw error;
}
