import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isAlive } from '#src/database/embedded/server-process.ts';
import { end, openInChild } from './embedded.ts';
import { makeScratchDirectory, removeDeadScratch } from './scratch-directory.ts';

test('what a killed run left is ended and removed, and nothing else is', async (t) => {
  const own = await makeScratchDirectory();
  t.after(() => rm(own, { recursive: true, force: true }));
  // The child is the owner by name, as a test run is of the directory it made.
  const child = await openInChild(join(own, 'server'));
  const dead = own.replace(`-${process.pid}-`, `-${child.process.pid}-`);
  assert.notEqual(dead, own);
  const elsewhere = dead.replace('tallyscope-test-', 'tallyscope-test-0');
  await mkdir(elsewhere);
  t.after(() => rm(elsewhere, { recursive: true, force: true }));
  const abandoned = await openInChild(join(dead, 'server'));
  t.after(() => rm(dead, { recursive: true, force: true }));
  await end(abandoned, 'SIGKILL');
  await end(child, 'SIGTERM');
  assert.ok(isAlive(abandoned.pid), 'the server outlives its process');
  await removeDeadScratch();
  assert.equal(isAlive(abandoned.pid), false);
  assert.equal(existsSync(dead), false);
  assert.ok(existsSync(own));
  assert.ok(existsSync(elsewhere), 'what the same number has in another container is not ours');
});
