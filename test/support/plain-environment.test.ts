import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makePlain } from './plain-environment.ts';

test('what is set for another service or program goes, and nothing else', () => {
  const kept = {
    PATH: '/bin',
    HOME: '/root',
    TEST_DATABASE_URL: 'postgres://here',
    HOSTNAME: 'here',
    GIT_SSL_CAINFO: '/ca',
  };
  const env: NodeJS.ProcessEnv = {
    ...kept,
    DATABASE_URL: 'postgres://elsewhere',
    SESSION_SECRET_FILE: '/run/secret',
    DEPLOYMENT_ENVIRONMENT: 'production',
    PGSSLMODE: 'require',
    AWS_PROFILE: 'work',
    OTEL_SDK_DISABLED: 'true',
    GIT_DIR: '.git',
    GIT_INDEX_FILE: '.git/index',
    DEBUG: '*',
    NODE_DEBUG: 'http',
    FORCE_COLOR: '1',
    NODE_ENV: 'production',
  };
  makePlain(env);
  assert.deepEqual(env, kept);
});
