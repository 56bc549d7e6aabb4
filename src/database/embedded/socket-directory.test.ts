import assert from 'node:assert/strict';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { chooseSocketDirectory, secureSocketDirectory } from './socket-directory.ts';

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

test('a socket goes where its path is short enough', (t) => {
  const given = process.env.TMPDIR;
  t.after(() => {
    if (given === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = given;
  });
  const long = `/${'long/'.repeat(20)}`;
  process.env.TMPDIR = '/short';
  assert.equal(chooseSocketDirectory('/data'), '/data');
  assert.match(chooseSocketDirectory(long), /^\/short\/tallyscope-[\da-f]{16}$/);
  process.env.TMPDIR = long;
  assert.match(chooseSocketDirectory(long), /^\/tmp\/tallyscope-[\da-f]{16}$/);
});
