import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { questionDefaults } from '#src/features/questions/question-input.ts';
import {
  closeQuestion,
  createQuestion,
  findQuestion,
  publishQuestion,
} from '#src/features/questions/question-store.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const voterKey = (name: string) => createHash('sha256').update(name).digest();

describe('recordVotes', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 8 });
    cleanup.after(() => database.close());
  });

  async function question(policy: 'open' | 'browser' = 'open') {
    const input = {
      ...questionDefaults,
      text: randomUUID(),
      choices: ['a', 'b', 'c'],
      policy,
    };
    const { slug } = await createQuestion(database, input, null);
    await publishQuestion(database, slug);
    const stored = await findQuestion(database, slug);
    assert.ok(stored);
    return { id: stored.id, slug, choices: (stored.choices ?? []).map(({ id }) => id) };
  }

  const vote = (
    questionId: number,
    choice: number | undefined,
    fields: Partial<CastVote> = {},
  ): CastVote => ({
    ballotId: randomUUID(),
    questionId,
    choices: [choice ?? -1],
    voter: null,
    ...fields,
  });

  const tallies = async (slug: string) =>
    ((await findQuestion(database, slug))?.choices ?? []).map(({ tally }) => tally);
  async function ballots(questionId: number) {
    const [row] = await database.sequelize.query<{ n: string }>(
      'SELECT count(*) AS n FROM ballots WHERE question_id = $1',
      { bind: [questionId], type: QueryTypes.SELECT },
    );
    return Number(row?.n);
  }

  it('counts each vote once in the ledger and in the tally', async () => {
    const { id, slug, choices } = await question();
    const votes = [vote(id, choices[0]), vote(id, choices[0]), vote(id, choices[2])];
    const outcomes = await recordVotes(database.sequelize, votes);
    assert.deepEqual([...outcomes.values()], ['counted', 'counted', 'counted']);
    assert.deepEqual(await tallies(slug), [2, 0, 1]);
    assert.equal(await ballots(id), 3);
  });

  it('gives a retry the first answer and counts nothing', async () => {
    const { id, slug, choices } = await question();
    const first = vote(id, choices[1]);
    await recordVotes(database.sequelize, [first]);
    const again = await recordVotes(database.sequelize, [first]);
    assert.equal(again.get(first.ballotId), 'replayed');
    assert.deepEqual(await tallies(slug), [0, 1, 0]);
  });

  it('refuses a ballot id that was used for another vote', async () => {
    const { id, slug, choices } = await question();
    const first = vote(id, choices[1]);
    await recordVotes(database.sequelize, [first]);
    const other = await recordVotes(database.sequelize, [{ ...first, choices: [choices[0] ?? 0] }]);
    assert.equal(other.get(first.ballotId), 'conflict');
    assert.deepEqual(await tallies(slug), [0, 1, 0]);
  });

  it('takes one vote a voter where the policy says so, also within a batch', async () => {
    const { id, slug, choices } = await question('browser');
    const voter = voterKey('one');
    const both = [vote(id, choices[0], { voter }), vote(id, choices[1], { voter })];
    const outcomes = await recordVotes(database.sequelize, both);
    assert.deepEqual([...outcomes.values()].sort(), ['counted', 'duplicate']);
    const later = vote(id, choices[2], { voter });
    assert.equal((await recordVotes(database.sequelize, [later])).get(later.ballotId), 'duplicate');
    assert.equal(await ballots(id), 1);
    assert.equal(
      (await tallies(slug)).reduce((a, b) => a + b),
      1,
    );
  });

  it('replays the counted vote of a voter rather than calling it a duplicate', async () => {
    const { id, choices } = await question('browser');
    const first = vote(id, choices[0], { voter: voterKey('two') });
    await recordVotes(database.sequelize, [first]);
    assert.equal((await recordVotes(database.sequelize, [first])).get(first.ballotId), 'replayed');
  });

  it('refuses what the question does not know', async () => {
    const { id, choices } = await question();
    const other = await question();
    const votes = [
      vote(id, 999_999),
      vote(id, other.choices[0]),
      vote(id, choices[0], { choices: [choices[0] ?? 0, choices[1] ?? 0] }),
      vote(id, choices[0], { voter: voterKey('not asked for') }),
      vote(999_999, choices[0]),
    ];
    const outcomes = await recordVotes(database.sequelize, votes);
    assert.deepEqual(
      votes.map(({ ballotId }) => outcomes.get(ballotId)),
      [...Array(4).fill('invalid'), 'unknown'],
    );
    assert.equal(await ballots(id), 0);
  });

  it('records nothing of a batch with a value that PostgreSQL does not take, and goes on', async () => {
    const { id, slug, choices } = await question();
    const good = vote(id, choices[0]);
    const unanswered = new UnansweredVotes();
    const batch = [good, vote(id, 2 ** 40)];
    await assert.rejects(recordVotes(database.sequelize, batch, unanswered), /out of range/);
    assert.equal(unanswered.size, 0, 'votes that are asked after');
    assert.deepEqual(await tallies(slug), [0, 0, 0]);
    assert.equal((await recordVotes(database.sequelize, [good])).get(good.ballotId), 'counted');
    const [open] = await database.sequelize.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
      { type: QueryTypes.SELECT },
    );
    assert.equal(open?.n, 0, 'transactions that were left open');
  });

  it('takes no vote after the close', async () => {
    const { id, slug, choices } = await question();
    await closeQuestion(database, slug);
    const late = vote(id, choices[0]);
    assert.equal((await recordVotes(database.sequelize, [late])).get(late.ballotId), 'closed');
    const timed = await question();
    await database.questions.update({ closesAt: new Date() }, { where: { id: timed.id } });
    const tooLate = vote(timed.id, timed.choices[0]);
    assert.equal((await recordVotes(database.sequelize, [tooLate])).get(tooLate.ballotId), 'closed');
  });

  it('never waits in a circle: many writers, the same questions in every order', async () => {
    const questions = [await question(), await question('browser'), await question()];
    let counted = 0;
    const writer = async (seed: number) => {
      for (let round = 0; round < 15; round += 1) {
        const votes = questions.flatMap(({ id, choices }, index) =>
          [0, 1, 2].map((n) =>
            vote(id, choices[(n + seed + round) % 3], {
              voter: index === 1 ? voterKey(`${(seed * 7 + round * 3 + n) % 40}`) : null,
            }),
          ),
        );
        if (seed % 2) votes.reverse();
        const outcomes = await recordVotes(database.sequelize, votes);
        counted += [...outcomes.values()].filter((outcome) => outcome === 'counted').length;
      }
    };
    await Promise.all([1, 2, 3, 4, 5, 6].map(writer));
    let stored = 0;
    for (const { id, slug } of questions) {
      const total = (await tallies(slug)).reduce((a, b) => a + b);
      assert.equal(total, await ballots(id));
      stored += total;
    }
    assert.equal(stored, counted);
    assert.equal(await ballots(questions[1]?.id ?? 0), 40);
  });

  it('holds a close back until the votes under way are in, and none lands after it', async () => {
    const { id, slug, choices } = await question();
    let stopped = false;
    const voting = (async () => {
      while (!stopped) await recordVotes(database.sequelize, [vote(id, choices[0]), vote(id, choices[1])]);
    })();
    await eventually(async () => assert.ok((await ballots(id)) > 0), { everyMs: 10 });
    await closeQuestion(database, slug);
    const atClose = await ballots(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
    stopped = true;
    await voting;
    assert.equal(await ballots(id), atClose);
  });
});
