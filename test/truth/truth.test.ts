import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runTruth } from './run-truth.ts';

test('every number agrees with the ledger, in the short form', async (t) => {
  const problems = await runTruth({
    votes: 4000,
    // Too short to say how fast votes were, or for anybody to miss the Watchdog.
    seconds: { collector: 3, prometheus: 3, quiet: 1 },
    firstVotes: 10,
    exportMs: 2000,
    fast: true,
    say: (line) => t.diagnostic(line),
  });
  assert.deepEqual(problems, []);
});
