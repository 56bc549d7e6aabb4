import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { variants } from '../bench/rig/telemetry-variants.ts';

test('what a variant of telemetry loads before the program is a file', () => {
  const paths = variants('http://127.0.0.1:4318').flatMap(({ imports }) => imports);
  assert.ok(paths.length > 0);
  assert.deepEqual(
    paths.filter((path) => !existsSync(path)),
    [],
  );
});
