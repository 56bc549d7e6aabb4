import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeDirectory } from '#src/config/make-directory.ts';

test('a directory is made with those above it, also by two at once', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'tallyscope-made-'));
  t.after(() => rm(root, { recursive: true }));
  const path = join(root, 'one/two/three');
  await Promise.all([makeDirectory(path), makeDirectory(path)]);
  assert.ok((await stat(path)).isDirectory());
  await makeDirectory(path);
});
