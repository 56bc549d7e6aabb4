import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { capacity } from '../bench/capacity.ts';

const measured = {
  votesAProcess: 10_000,
  votesOfOne: 8000,
  votesOfTwo: 12_800,
  kilobytesAViewer: 20,
  oneAStatement: 2000,
};
const demand = { votes: 1000, viewers: 0, replicaPrice: 0.1, databasePrice: 0.8 };

describe('the capacity model', () => {
  it('never plans fewer than two replicas, and none beyond 70 % of its peak', () => {
    assert.equal(capacity(demand, measured).replicas, 2);
    assert.equal(capacity({ ...demand, votes: 7000 + 4200 }, measured).replicas, 2);
    assert.equal(capacity({ ...demand, votes: 7000 + 4200 + 1 }, measured).replicas, 3);
  });

  it('says that no number of replicas helps where a second one adds nothing', () => {
    const limited = { ...measured, votesOfTwo: 8000 };
    assert.equal(capacity({ ...demand, votes: 8000 }, limited).replicas, Number.POSITIVE_INFINITY);
    assert.equal(capacity({ ...demand, votes: 7000 }, limited).replicas, 2);
  });

  it('prices a million votes by the hour it takes to cast them', () => {
    const { aMillionVotes } = capacity({ ...demand, votes: 1_000_000 / 3600 }, measured);
    assert.ok(Math.abs(aMillionVotes - 1) < 1e-9, `two replicas and the database: ${aMillionVotes}`);
  });

  it('gives every viewer memory', () => {
    assert.equal(Math.round(capacity({ ...demand, viewers: 52_429 }, measured).viewerMebibytes), 1000);
  });
});
