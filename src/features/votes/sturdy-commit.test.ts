import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { PAUSES, sturdyCommit } from '#src/features/votes/sturdy-commit.ts';

const vote = (): CastVote => ({ ballotId: randomUUID(), questionId: 1, choices: [1], voter: null });
const coded = (code: unknown) => Object.assign(new Error('of PostgreSQL'), { code });

describe('a batch that fails', () => {
  it('goes out within a second of a database that is back, and waits for it as long as is promised', () => {
    assert.ok(Math.max(...PAUSES) <= 1000);
    const waits = PAUSES.reduce((sum, pause) => sum + pause, 0);
    assert.equal(waits, 7620);
  });

  /** Fails with this code while `bad` is in the batch; tells what it was called with. */
  function failing(code: string | undefined, bad: CastVote) {
    const calls: string[][] = [];
    const commit = sturdyCommit(
      async (votes: readonly CastVote[]) => {
        calls.push(votes.map(({ ballotId }) => ballotId));
        if (votes.includes(bad)) throw coded(code);
        return new Map<string, VoteOutcome>(votes.map(({ ballotId }) => [ballotId, 'counted']));
      },
      [1, 1],
    );
    return { calls, commit };
  }

  for (const code of ['22003', '23514'])
    it(`is halved until the row at fault is alone: ${code}`, async () => {
      const votes = [vote(), vote(), vote(), vote(), vote()];
      const [bad = vote()] = votes.slice(2, 3);
      const { calls, commit } = failing(code, bad);
      const outcomes = await commit(votes);
      const ids = votes.map(({ ballotId }) => ballotId);
      assert.deepEqual(
        ids.map((id) => outcomes.get(id)),
        ['counted', 'counted', 'invalid', 'counted', 'counted'],
      );
      const halves = [
        [0, 5],
        [0, 3],
        [0, 2],
        [2, 3],
        [3, 5],
      ];
      assert.deepEqual(
        calls,
        halves.map(([from, to]) => ids.slice(from, to)),
      );
    });

  for (const code of ['40P01', '42223', '08006', undefined])
    it(`is tried again as it is, and given up with its own error: ${code ?? 'none of PostgreSQL'}`, async () => {
      const [one, bad] = [vote(), vote()];
      const { calls, commit } = failing(code, bad);
      await assert.rejects(commit([one, bad]), { code });
      assert.deepEqual(
        calls.map(({ length }) => length),
        [2, 2, 2],
      );
    });

  it('waits on behind a lock, however long somebody holds it', async () => {
    const only = vote();
    let locked = 20;
    const commit = sturdyCommit(async () => {
      locked -= 1;
      if (locked > 0) throw coded('55P03');
      return new Map<string, VoteOutcome>([[only.ballotId, 'counted']]);
    }, [1, 1]);
    assert.deepEqual([...(await commit([only])).values()], ['counted']);
  });

  it('is tried no more often for being held up in between', async () => {
    let tries = 0;
    const commit = sturdyCommit(async () => {
      tries += 1;
      if (tries > 9) return new Map<string, VoteOutcome>();
      throw coded(tries % 2 ? '08006' : '55P03');
    }, [1, 1]);
    await assert.rejects(commit([vote()]), { code: '08006' });
    assert.equal(tries, 5);
  });

  it('is tried again after a moment where nothing else is said', async () => {
    let tries = 0;
    const commit = sturdyCommit(async () => {
      tries += 1;
      if (tries < 4) throw coded('57P03');
      return new Map<string, VoteOutcome>();
    });
    await commit([vote()]);
    assert.equal(tries, 4);
  });

  it('is not tried again once its oldest vote has waited for a quarter of a minute', async (t) => {
    const now = performance.now();
    t.mock.method(performance, 'now', () => now);
    const triesFor = async (waited: number) => {
      let tries = 0;
      const commit = sturdyCommit(async () => {
        tries += 1;
        throw coded(undefined);
      }, [10, 100]);
      const votes = [
        { ...vote(), takenAt: now - waited },
        { ...vote(), takenAt: now },
      ];
      await assert.rejects(commit(votes));
      return tries;
    };
    assert.deepEqual(await Promise.all([14_000, 15_250, 15_300].map(triesFor)), [3, 2, 1]);
  });
});
