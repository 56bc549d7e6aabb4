import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { secureSocketDirectory } from './socket-directory.ts';

test('the directory of the socket is for its owner alone, and may be there', async (t) => {
  const root = await mkdtemp(join(tmpdir(), 'tallyscope-socket-'));
  t.after(() => rm(root, { recursive: true }));
  const directory = join(root, 'missing/socket');
  for (const _ of ['made', 'found']) await secureSocketDirectory(directory, { prefix: [] });
  assert.equal((await stat(directory)).mode & 0o777, 0o700);
});

test('a place that takes no directory is refused', { skip: process.platform !== 'linux' }, async () => {
  await assert.rejects(secureSocketDirectory('/proc/tallyscope', { prefix: [] }), { code: 'ENOENT' });
});
