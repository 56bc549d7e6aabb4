import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { PROJECT } from './config-dir.ts';
import { NODE_FLAGS, PROGRAM, SERVE } from './program.ts';

it('is started by the image as by npm, and a command by the same program without the flags of a server', () => {
  const dockerfile = readFileSync(join(PROJECT, 'Dockerfile'), 'utf8');
  const wordsOf = (instruction: string): string[] =>
    JSON.parse(new RegExp(`^${instruction} (\\[.*\\])$`, 'm').exec(dockerfile)?.[1] ?? '[]');
  assert.deepEqual([...wordsOf('ENTRYPOINT'), ...wordsOf('CMD')], ['node', ...SERVE]);
  assert.deepEqual([...NODE_FLAGS, ...PROGRAM, 'serve'], SERVE);
  assert.ok(NODE_FLAGS.includes('--expose-gc') && NODE_FLAGS.every((flag) => flag.startsWith('--')));
});
