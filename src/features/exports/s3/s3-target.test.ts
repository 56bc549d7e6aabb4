import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '#src/config/load-config.ts';
import { s3Target } from '#src/features/exports/s3/s3-target.ts';

const keys = { S3_BUCKET: 'exports', AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret' };

async function credentialsOf(env: Record<string, string>) {
  const { config, secrets } = loadConfig(env);
  const target = s3Target(config, secrets);
  assert.ok(target);
  const { accessKeyId, secretAccessKey, sessionToken } = await target.client.config.credentials();
  target.client.destroy();
  return { accessKeyId, secretAccessKey, sessionToken };
}

test('the bucket is asked with the credentials that are configured, temporary ones with their token', async () => {
  const pair = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' };
  assert.deepEqual(await credentialsOf(keys), { ...pair, sessionToken: undefined });
  assert.deepEqual(await credentialsOf({ ...keys, AWS_SESSION_TOKEN: 'token' }), {
    ...pair,
    sessionToken: 'token',
  });
});
