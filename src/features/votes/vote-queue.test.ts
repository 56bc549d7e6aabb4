import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { sturdyCommit } from '#src/features/votes/sturdy-commit.ts';
import { type CommitBatch, VoteQueue, VoteQueueFull } from '#src/features/votes/vote-queue.ts';

const vote = (choice = 1): CastVote => ({
  ballotId: randomUUID(),
  questionId: 1,
  choices: [choice],
  voter: null,
});
const counted = (votes: readonly CastVote[]) =>
  new Map<string, VoteOutcome>(votes.map(({ ballotId }) => [ballotId, 'counted']));

function gatedCommit() {
  const batches: { votes: readonly CastVote[]; finish: () => void }[] = [];
  const commit: CommitBatch = (votes) =>
    new Promise((resolve) => batches.push({ votes, finish: () => resolve(counted(votes)) }));
  return { batches, commit };
}
const tick = () => new Promise((resolve) => setTimeout(resolve, 5));
async function begun(batches: readonly unknown[], count: number) {
  while (batches.length < count) await tick();
}

describe('VoteQueue', () => {
  it('gathers what arrives during a commit into the next batch', async () => {
    const { batches, commit } = gatedCommit();
    const queue = new VoteQueue(commit, { queue: 100, batch: 100 });
    const first = queue.cast(vote());
    await begun(batches, 1);
    const rest = [queue.cast(vote()), queue.cast(vote()), queue.cast(vote())];
    await tick();
    assert.deepEqual(
      batches.map(({ votes }) => votes.length),
      [1],
    );
    assert.equal(queue.size, 3);
    batches[0]?.finish();
    assert.equal(await first, 'counted');
    await begun(batches, 2);
    assert.deepEqual(
      batches.map(({ votes }) => votes.length),
      [1, 3],
    );
    batches[1]?.finish();
    assert.deepEqual(await Promise.all(rest), ['counted', 'counted', 'counted']);
  });

  it('answers no vote before the commit of its own batch', async () => {
    const { batches, commit } = gatedCommit();
    const queue = new VoteQueue(commit, { queue: 100, batch: 1 });
    let answered = 0;
    for (let n = 0; n < 3; n += 1) queue.cast(vote()).then(() => (answered += 1));
    await begun(batches, 1);
    batches[0]?.finish();
    await begun(batches, 2);
    assert.equal(answered, 1);
  });

  it('refuses beyond its limit and takes votes again afterwards', async () => {
    const { batches, commit } = gatedCommit();
    const queue = new VoteQueue(commit, { queue: 2, batch: 10 });
    const taken = [queue.cast(vote()), queue.cast(vote())];
    await assert.rejects(queue.cast(vote()), VoteQueueFull);
    await begun(batches, 1);
    batches[0]?.finish();
    await Promise.all(taken);
    const later = queue.cast(vote());
    await begun(batches, 2);
    batches[1]?.finish();
    assert.equal(await later, 'counted');
  });

  it('counts the same ballot once where two of it meet in a batch', async () => {
    const { batches, commit } = gatedCommit();
    const queue = new VoteQueue(commit, { queue: 100, batch: 100 });
    const one = vote();
    const answers = [queue.cast(one), queue.cast({ ...one }), queue.cast({ ...one, choices: [2] })];
    await begun(batches, 1);
    assert.equal(batches[0]?.votes.length, 1);
    batches[0]?.finish();
    assert.deepEqual(await Promise.all(answers), ['counted', 'replayed', 'conflict']);
  });

  it('tells of a vote that is sent twice in a batch what became of it, and of another under its id that it is another', async () => {
    const one: CastVote = { ...vote(), choices: [1, 2] };
    const others = [
      { ...one, questionId: 2 },
      { ...one, choices: [1] },
      { ...one, choices: [1, 3] },
      { ...one, choices: [1, 2, 3] },
    ];
    for (const outcome of ['counted', 'changed', 'replayed'] as const) {
      const queue = new VoteQueue(async () => new Map([[one.ballotId, outcome]]), { queue: 10, batch: 10 });
      const answers = [one, { ...one }, ...others].map((sent) => queue.cast(sent));
      const again = outcome === 'counted' ? 'replayed' : outcome;
      assert.deepEqual(await Promise.all(answers), [outcome, again, ...others.map(() => 'conflict')]);
    }
  });

  it('asks the ledger once more where what came first under an id was not taken: it may have what came behind', async () => {
    const recorded = vote(1);
    const [first, third] = [
      { ...recorded, choices: [2] },
      { ...recorded, choices: [3] },
    ];
    for (const refused of ['conflict', 'invalid', 'duplicate', 'closed'] as const) {
      let batches = 0;
      const queue = new VoteQueue(
        async ([asked]) => {
          batches += 1;
          return new Map([[recorded.ballotId, asked?.choices[0] === 1 ? 'replayed' : refused]]);
        },
        { queue: 10, batch: 10 },
      );
      const answers = [first, { ...first }, { ...recorded }, third, { ...recorded }].map((sent) =>
        queue.cast(sent),
      );
      assert.deepEqual(await Promise.all(answers), [refused, refused, 'replayed', 'conflict', 'replayed']);
      assert.deepEqual([batches, queue.size], [2, 0]);
    }
  });

  it('gives many votes under one id two batches at most', async () => {
    let batches = 0;
    const queue = new VoteQueue(
      async ([asked]) => {
        batches += 1;
        return new Map([[asked?.ballotId ?? '', 'conflict']]);
      },
      { queue: 100, batch: 10 },
    );
    const one = vote();
    const answers = Array.from({ length: 20 }, (_, choice) => queue.cast({ ...one, choices: [choice] }));
    assert.deepEqual(new Set(await Promise.all(answers)), new Set(['conflict']));
    assert.deepEqual([batches, queue.size], [2, 0]);
  });

  it('calls a vote invalid that its commit says nothing of', async () => {
    const queue = new VoteQueue(async () => new Map(), { queue: 10, batch: 10 });
    assert.equal(await queue.cast(vote()), 'invalid');
  });

  it('takes as many votes as it may, and into a batch as many ballots as that may have', async () => {
    const { batches, commit } = gatedCommit();
    const queue = new VoteQueue(commit, { queue: 5, batch: 2 });
    const taken = Array.from({ length: 5 }, () => queue.cast(vote()));
    assert.equal(queue.size, 5);
    const refused = await queue.cast(vote()).catch((error: unknown) => error);
    assert.ok(refused instanceof VoteQueueFull);
    assert.deepEqual([refused.name, refused.message], ['VoteQueueFull', 'the vote queue is full']);
    for (const [index, size] of [2, 2, 1].entries()) {
      await begun(batches, index + 1);
      assert.equal(batches[index]?.votes.length, size);
      batches[index]?.finish();
    }
    assert.deepEqual(new Set(await Promise.all(taken)), new Set(['counted']));
    assert.equal(queue.size, 0);
  });

  it('hands a failed commit to every vote of the batch and goes on', async () => {
    let calls = 0;
    const queue = new VoteQueue(
      async (votes) => {
        calls += 1;
        if (calls === 1) throw new Error('away');
        return counted(votes);
      },
      { queue: 10, batch: 10 },
    );
    await assert.rejects(queue.cast(vote()), /away/);
    assert.equal(await queue.cast(vote()), 'counted');
  });

  it('drains: resolves when every vote is answered', async () => {
    const queue = new VoteQueue(async (votes) => counted(votes), { queue: 100, batch: 2 });
    const answers = Array.from({ length: 7 }, () => queue.cast(vote()));
    await queue.drain();
    assert.equal(queue.size, 0);
    assert.deepEqual(new Set(await Promise.all(answers)), new Set(['counted']));
  });

  it('gives up those who have waited too long together with a batch that is given up, and no others', async (t) => {
    const away = new Error('away');
    const now = performance.now();
    t.mock.method(performance, 'now', () => now);
    let tries = 0;
    const told: unknown[] = [];
    const queue = new VoteQueue(
      async (votes) => {
        tries += 1;
        if (tries === 1) throw away;
        return counted(votes);
      },
      { queue: 100, batch: 1 },
      (votes, error) => told.push([votes.map(({ takenAt = 0 }) => Math.round(now - takenAt)), error]),
    );
    const outcomes = await Promise.allSettled(
      [16_000, 16_000, 15_400, 14_000, 0].map((waited) => queue.cast({ ...vote(), takenAt: now - waited })),
    );
    assert.deepEqual(
      outcomes.map((one) => (one.status === 'rejected' ? one.reason : one.value)),
      [away, away, away, 'counted', 'counted'],
    );
    assert.deepEqual([tries, queue.size, told], [3, 0, [[[16_000, 16_000, 15_400], away]]]);
  });

  it('tries a vote on whose retry has just come, however long it has waited itself', async () => {
    let tries = 0;
    const queue = new VoteQueue(
      async (votes) => {
        tries += 1;
        if (tries === 1) throw new Error('away');
        return counted(votes);
      },
      { queue: 100, batch: 1 },
    );
    const now = performance.now();
    const [old, retried] = [vote(), vote()];
    const [, ...both] = await Promise.allSettled(
      [
        { ...old, takenAt: now - 16_000 },
        { ...retried, takenAt: now - 16_000 },
        { ...retried, takenAt: now },
      ].map((one) => queue.cast(one)),
    );
    assert.deepEqual(
      both.map((one) => one.status === 'fulfilled' && one.value),
      ['counted', 'replayed'],
    );
  });
});

describe('sturdyCommit', () => {
  const stateError = (code: string) => Object.assign(new Error(code), { original: { code } });

  it('splits a batch until a bad row fails alone', async () => {
    const bad = vote();
    const sizes: number[] = [];
    const commit = sturdyCommit(async (votes) => {
      sizes.push(votes.length);
      if (votes.includes(bad)) throw stateError('23514');
      return counted(votes);
    });
    const good = [vote(), vote(), vote(), vote()];
    const outcomes = await commit([...good.slice(0, 2), bad, ...good.slice(2)]);
    assert.equal(outcomes.get(bad.ballotId), 'invalid');
    for (const { ballotId } of good) assert.equal(outcomes.get(ballotId), 'counted');
    assert.ok(sizes.length <= 7);
  });

  it('tries again after a lost connection or a deadlock, and gives up in the end', async () => {
    let left = 2;
    const patient = sturdyCommit(
      async (votes) => {
        left -= 1;
        if (left >= 0) throw stateError('40P01');
        return counted(votes);
      },
      [1, 1, 1],
    );
    const one = vote();
    assert.equal((await patient([one])).get(one.ballotId), 'counted');
    let tries = 0;
    const hopeless = sturdyCommit(async () => {
      tries += 1;
      throw stateError('57P01');
    }, [1, 1]);
    await assert.rejects(hopeless([one]), /57P01/);
    assert.equal(tries, 3);
  });
});
