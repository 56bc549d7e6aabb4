import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { askAfterBatch, forgetBatches } from '#src/features/votes/ask-after-batch.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { type Asked, ask, ledgerOf, voteFor } from '#src/features/votes/testing/ledger-fixture.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { VoteInquiry } from '#src/features/votes/vote-inquiry.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const timersOf = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

describe('VoteInquiry', () => {
  const cleanup = suiteCleanup();
  let url: string;
  let database: Database;
  let question: Asked;
  let found: { votes: readonly CastVote[]; outcomes: [string, VoteOutcome][] }[];
  let unanswered: UnansweredVotes;
  let inquiry: VoteInquiry<CastVote>;
  before(async () => {
    url = await createTestDatabase(cleanup);
    // With one connection alone each reading has to give it back.
    database = connectDatabase(url, { poolSize: 1 });
    cleanup.after(() => database.close());
    question = await ask(database);
  });
  beforeEach(() => {
    found = [];
    unanswered = new UnansweredVotes();
    inquiry = new VoteInquiry(database.sequelize, unanswered, (votes, outcomes) => {
      found.push({ votes, outcomes: [...outcomes] });
    });
  });

  /** A batch that was committed, as if it had got no answer; its second vote is none that the question knows. */
  async function lost() {
    const votes = [voteFor(question, [0]), voteFor(question, [0, 1]), voteFor(question, [2])] as const;
    await recordVotes(database.sequelize, votes, unanswered);
    unanswered.lose({ number: 1, votes });
    const [one, , other] = votes;
    const recorded = {
      votes: [one, other],
      outcomes: [one, other].map(({ ballotId }) => [ballotId, 'counted']),
    };
    return { votes, recorded };
  }

  it('tells of the votes that were counted, and of others later', async () => {
    const { recorded } = await lost();
    inquiry.start();
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, [recorded]);
    const later = voteFor(question, [1]);
    unanswered.keep([later], new Map([[later.ballotId, 'counted']]));
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found.slice(1), [{ votes: [later], outcomes: [[later.ballotId, 'counted']] }]);
  });

  it('tells nothing of a batch that was not committed, and keeps it from that', async () => {
    const vote = voteFor(question, [0]);
    const batch = unanswered.next([vote]);
    unanswered.lose(batch);
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, []);
    // It comes to the server after all, as from a process of that name.
    const late = Object.assign(new UnansweredVotes(), { process: unanswered.process });
    await assert.rejects(recordVotes(database.sequelize, [vote], late), { code: '22012' });
    const { turnout } = await ledgerOf(database, question);
    assert.deepEqual([...(await recordVotes(database.sequelize, [vote], unanswered)).values()], ['counted']);
    assert.equal((await ledgerOf(database, question)).turnout, turnout + 1);
  });

  it('keeps a batch from being committed where somebody still asks after an earlier one', async () => {
    const slow = Object.assign(new UnansweredVotes(), { process: unanswered.process });
    slow.lose(slow.next([voteFor(question, [0])]));
    unanswered.next([]);
    unanswered.lose(unanswered.next([voteFor(question, [0])]));
    await askAfterBatch(database.sequelize, unanswered);
    await askAfterBatch(database.sequelize, slow);
    // The second batch comes to the server after all.
    await assert.rejects(recordVotes(database.sequelize, [voteFor(question, [0])], slow), { code: '22012' });
  });

  it('takes nothing of an earlier batch for that of one that was not committed', async () => {
    await recordVotes(database.sequelize, [voteFor(question, [0])], unanswered);
    unanswered.lose(unanswered.next([voteFor(question, [1])]));
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, []);
  });

  it('asks again a second later where it gets no answer', async (t) => {
    const { recorded } = await lost();
    const { connectionManager } = database.sequelize;
    const connect = connectionManager.getConnection.bind(connectionManager);
    const asked: number[] = [];
    t.mock.method(connectionManager, 'getConnection', async (...options: Parameters<typeof connect>) => {
      asked.push(performance.now());
      return asked.length > 1 ? connect(...options) : assert.fail('for no reason that is known');
    });
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    const [first = 0, second = 0] = asked;
    assert.ok(second - first > 900);
    assert.deepEqual([found, asked.length], [[recorded], 2]);
  });

  it('tells nothing of votes that were sent again meanwhile, which have the outcome they were not told', async () => {
    const { votes, recorded } = await lost();
    const again = await recordVotes(database.sequelize, votes, unanswered);
    assert.deepEqual(
      votes.map(({ ballotId }) => again.get(ballotId)),
      ['counted', 'invalid', 'counted'],
    );
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, []);
    assert.deepEqual(
      [...(await recordVotes(database.sequelize, recorded.votes, unanswered)).values()],
      ['replayed', 'replayed'],
    );
  });

  it('begins with the first vote there is, and says what it leaves where it has not begun', async () => {
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    const { recorded } = await lost();
    const timers = timersOf();
    assert.equal(await inquiry.stop(), 3);
    // None that would hold up the end of the process.
    assert.equal(timersOf(), timers);
    assert.deepEqual(found, []);
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, [recorded]);
  });

  it('waits for a batch that is about to be committed', async () => {
    const { recorded } = await lost();
    const other = connectDatabase(url, { poolSize: 1 });
    try {
      let learnt = false;
      const waiting = await database.sequelize.transaction(async (transaction) => {
        await database.sequelize.query('SELECT FROM batches WHERE process = $1 FOR UPDATE', {
          bind: [unanswered.process],
          transaction,
        });
        const asking = askAfterBatch(other.sequelize, unanswered).then(() => {
          learnt = true;
        });
        const waits = `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`;
        while ((await query(url, waits)).length === 0);
        assert.equal(learnt, false);
        return { asking };
      });
      await waiting.asking;
      assert.deepEqual(unanswered.untold, recorded.votes);
    } finally {
      await other.close();
    }
  });

  it('stays fenced off where its process has recorded nothing for a day before', async () => {
    const fence = () => query(url, `SELECT fence FROM batches WHERE process = '${unanswered.process}'`);
    await recordVotes(database.sequelize, [voteFor(question, [0])], unanswered);
    await query(url, `UPDATE batches SET at = at - interval '25 hours'`);
    unanswered.lose(unanswered.next([voteFor(question, [1])]));
    await askAfterBatch(database.sequelize, unanswered);
    await forgetBatches(database.sequelize);
    assert.deepEqual(await fence(), [{ fence: '2' }]);
  });

  it('is forgotten a day after the last vote', async () => {
    await lost();
    const count = () => query(url, `SELECT FROM batches WHERE process = '${unanswered.process}'`);
    await forgetBatches(database.sequelize);
    assert.equal((await count()).length, 1);
    await query(url, `UPDATE batches SET at = at - interval '25 hours'`);
    await forgetBatches(database.sequelize);
    assert.equal((await count()).length, 0);
    // The next vote begins anew.
    const votes = [voteFor(question, [0])];
    assert.deepEqual([...(await recordVotes(database.sequelize, votes, unanswered)).values()], ['counted']);
  });
});
