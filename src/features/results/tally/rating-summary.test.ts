import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { summariseRatings } from './rating-summary.ts';

test('mean to two decimals and median', () => {
  assert.deepEqual(summariseRatings([0, 0, 0, 0, 0]), { mean: undefined, median: undefined });
  assert.deepEqual(summariseRatings([1, 0, 0, 0, 0]), { mean: 1, median: 1 });
  assert.deepEqual(summariseRatings([1, 0, 0, 1, 1]), { mean: 3.33, median: 4 });
  assert.deepEqual(summariseRatings([1, 2, 0, 0, 0]), { mean: 1.67, median: 2 });
  assert.deepEqual(summariseRatings([0, 0, 1, 1, 0]), { mean: 3.5, median: 3.5 });
  assert.deepEqual(summariseRatings([1, 0, 0, 0, 1]), { mean: 3, median: 3 });
});

test('the median of any ratings is that of their sorted list', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 }), (ratings) => {
      const counts = [1, 2, 3, 4, 5].map((value) => ratings.filter((rating) => rating === value).length);
      const sorted = ratings.toSorted((a, b) => a - b);
      const half = sorted.length / 2;
      const middle = [sorted[Math.ceil(half) - 1] ?? 0, sorted[Math.floor(half)] ?? 0];
      assert.equal(summariseRatings(counts).median, ((middle[0] ?? 0) + (middle[1] ?? 0)) / 2);
    }),
  );
});
