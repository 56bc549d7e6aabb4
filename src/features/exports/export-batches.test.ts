import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { batchesOf } from '#src/features/exports/export-batches.ts';

test('batches keep the order, lose nothing, and are bounded in objects and ballots', () => {
  const counts = fc.array(fc.oneof(fc.nat(500), fc.nat(200_000)), { maxLength: 2000, size: 'max' });
  fc.assert(
    fc.property(counts, (ballots) => {
      const batches = batchesOf(ballots, (count) => count);
      assert.deepEqual(batches.flat(), ballots);
      for (const [at, batch] of batches.entries()) {
        const sum = batch.reduce((total, count) => total + count, 0);
        assert.ok(batch.length >= 1 && batch.length <= 256);
        assert.ok(sum <= 100_000 || batch.length === 1);
        const next = batches[at + 1]?.[0];
        if (next !== undefined)
          assert.ok(batch.length === 256 || sum + next > 100_000, 'there was room for more');
      }
    }),
    { numRuns: 50 },
  );
  const small = batchesOf(Array<number>(257).fill(0), (count) => count);
  assert.deepEqual(
    small.map((batch) => batch.length),
    [256, 1],
  );
});
