import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makePlain } from './plain-environment.ts';

test('what is set for another service, its database, bucket or telemetry goes, and nothing else', () => {
  const kept = { PATH: '/bin', HOME: '/root', TEST_DATABASE_URL: 'postgres://here', HOSTNAME: 'here' };
  const env: NodeJS.ProcessEnv = {
    ...kept,
    DATABASE_URL: 'postgres://elsewhere',
    SESSION_SECRET_FILE: '/run/secret',
    DEPLOYMENT_ENVIRONMENT: 'production',
    PGSSLMODE: 'require',
    AWS_PROFILE: 'work',
    OTEL_SDK_DISABLED: 'true',
  };
  makePlain(env);
  assert.deepEqual(env, kept);
});
