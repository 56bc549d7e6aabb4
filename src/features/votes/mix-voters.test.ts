import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { CROWD, sharesOf } from '#src/features/votes/mix-voters.ts';

const keys = (count: number) => Array.from({ length: count }, () => randomBytes(32));
const within = (key: Buffer, { low, high }: { low: Buffer; high: Buffer }) =>
  Buffer.compare(key, low) >= 0 && Buffer.compare(key, high) < 0;

describe('sharesOf', () => {
  it('writes all others again while voters are few', () => {
    const [share, ...more] = sharesOf({ questionId: 1, voters: keys(1), total: 300 });
    assert.equal(more.length, 0);
    assert.equal(share?.others, CROWD - 1);
    for (const key of [Buffer.alloc(32), Buffer.alloc(32, 0xff)]) assert.ok(share && within(key, share));
  });

  it('leaves a batch alone that is a crowd by itself', () => {
    assert.deepEqual(sharesOf({ questionId: 1, voters: keys(CROWD), total: 5000 }), []);
  });

  for (const count of [1, 2, 7, 64, 200])
    it(`takes ${count} new voters' neighbours out of ranges that hold them and enough others`, () => {
      const all = keys(50_000);
      const voters = all.slice(0, count);
      const shares = sharesOf({ questionId: 1, voters, total: all.length });
      const others = shares.reduce((sum, share) => sum + share.others, 0);
      assert.ok(count + others >= CROWD, `${count + others} voters`);
      assert.ok(count + others < CROWD + count, 'no more than it takes');
      for (const voter of voters) assert.equal(shares.filter((share) => within(voter, share)).length, 1);
      for (const share of shares) {
        const there = all.slice(count).filter((key) => within(key, share)).length;
        assert.ok(there >= share.others, `${there} in a range that gives ${share.others}`);
      }
    });
});
