import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTruth } from './run-truth.ts';

test('every number agrees with the ledger, in the short form', async (t) => {
  const problems = await runTruth({
    votes: 4000,
    blackoutSeconds: 3,
    firstVotes: 10,
    exportMs: 2000,
    fast: true,
    say: (line) => t.diagnostic(line),
  });
  assert.deepEqual(problems, []);
});
