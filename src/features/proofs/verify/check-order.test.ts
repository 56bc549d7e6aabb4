import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOrder } from '#src/features/proofs/verify/check-order.ts';

test('entries out of their order are told by what happened to them', () => {
  for (const [positions, told] of [
    [[], undefined],
    [[0, 1, 2], undefined],
    [[1, 2], 'entry 0 is missing: line 2 holds entry 1'],
    [[0, 1, 3], 'entry 2 is missing: line 4 holds entry 3'],
    [[0, 0, 1], 'line 3 is added: it holds entry 0 once more'],
    [[0, 1, 2, 0], 'line 5 is added: it holds entry 0 once more'],
    [[0, 3, 2, 1, 4], 'lines 3 and 5 are swapped'],
    [[1, 2, 0], 'lines 2 to 4 are in another order'],
  ] as const)
    assert.equal(checkOrder(positions), told, positions.join());
});
