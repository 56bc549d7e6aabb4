import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loserOf } from './break-tie.ts';

const standing = [
  { id: 1, lot: 'c' },
  { id: 2, lot: 'a' },
  { id: 3, lot: 'b' },
];
const round = (...votes: number[]) => new Map(votes.map((had, index) => [index + 1, had]));

describe('who leaves a count', () => {
  it('is everyone without a vote, and nobody is called tied for that', () => {
    assert.deepEqual(loserOf(standing, [round(0, 4, 0)]), { losers: [1, 3], reason: 'none', tied: [] });
    assert.deepEqual(loserOf(standing, []), { losers: [1, 2, 3], reason: 'none', tied: [] });
  });

  it('is who stands alone with the fewest, and nobody is called tied for that', () => {
    assert.deepEqual(loserOf(standing, [round(3, 2, 4)]), { losers: [2], reason: 'fewest', tied: [] });
  });

  it('is, of those tied, who was behind in the latest earlier round that tells them apart', () => {
    const rounds = [round(1, 5, 9), round(4, 3, 5), round(6, 6, 6)];
    assert.deepEqual(loserOf(standing, rounds), { losers: [2], reason: 'earlier', tied: [1, 2, 3] });
    const twice = [round(2, 1, 9), round(3, 3, 5), round(6, 6, 6)];
    assert.deepEqual(loserOf(standing, twice), { losers: [2], reason: 'earlier', tied: [1, 2, 3] });
  });

  it('is, of those tied in every round, who has the lowest lot', () => {
    const rounds = [round(3, 3, 3), round(6, 6, 6)];
    assert.deepEqual(loserOf(standing, rounds), { losers: [2], reason: 'lot', tied: [1, 2, 3] });
    const without = [round(3, 9, 3), round(6, 6, 6)];
    assert.deepEqual(loserOf(standing, without), { losers: [3], reason: 'lot', tied: [1, 2, 3] });
  });
});
