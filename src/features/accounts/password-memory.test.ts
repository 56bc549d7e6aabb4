import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';

const root = join(import.meta.dirname, '../../..');
/** Less than what two of the four threads that hash would keep. */
const MOST_MIB = 50;

/** MiB that a process holds more after it hashed passwords than before. */
const MEASURE = `
  const { hashPassword } = await import('#src/features/accounts/password.ts');
  const before = process.memoryUsage.rss();
  for (let round = 0; round < 3; round += 1)
    await Promise.all(Array.from({ length: 8 }, () => hashPassword('correct horse')));
  console.log((process.memoryUsage.rss() - before) / 2 ** 20);`;

it('gives the memory of hashed passwords back, as the image has it', () => {
  const dockerfile = readFileSync(join(root, 'Dockerfile'), 'utf8');
  const variables = Object.fromEntries(
    [...dockerfile.matchAll(/\b(MALLOC_\w+)=(\d+)/g)].map(([, name, value]) => [name, value]),
  );
  const args = ['--input-type=module', '--eval', MEASURE];
  const env = { PATH: process.env.PATH, ...variables };
  const kept = Number(execFileSync(process.execPath, args, { cwd: root, env, encoding: 'utf8' }));
  assert.ok(kept < MOST_MIB, `${kept} MiB are kept`);
});
