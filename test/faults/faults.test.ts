import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PROJECT } from '../../tools/stack/config-dir.ts';
import { runFaults } from './run-faults.ts';

test('no vote is lost and none counts twice while everything breaks, in the short form', async (t) => {
  const seed = Number(process.env.FAULT_SEED || 7);
  t.diagnostic(`seed ${seed}`);
  const directory = join(PROJECT, 'test-results/faults');
  mkdirSync(directory, { recursive: true });
  const problems = await runFaults({
    seed,
    seconds: 10,
    only: [],
    processes: 2,
    historyFile: join(directory, 'short.ndjson'),
    say: (line) => t.diagnostic(line),
  });
  assert.deepEqual(problems, []);
});
