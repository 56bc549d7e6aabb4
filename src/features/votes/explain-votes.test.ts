import assert from 'node:assert/strict';
import { before, describe, it, type TestContext } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';
import { type Asked, ask, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { untilLocked } from '../../../test/support/until-locked.ts';

describe('why a vote was not counted', () => {
  const cleanup = suiteCleanup();
  let url: string;
  let database: Database;
  let question: Asked;
  const ada = { voter: voterKey('ada'), changeable: true };
  before(async () => {
    url = await createTestDatabase(cleanup);
    database = connectDatabase(url, { poolSize: 3 });
    cleanup.after(() => database.close());
    question = await ask(database, { policy: 'account', secret: false });
    await recordVotes(database.sequelize, [voteFor(question, [0], ada)]);
  });

  /** Does something once votes were recorded, before it is asked why some were not. */
  function meanwhile(t: TestContext, work: () => Promise<unknown>) {
    const { connectionManager } = database.sequelize;
    const connect = connectionManager.getConnection.bind(connectionManager);
    const taken = t.mock.method(connectionManager, 'getConnection');
    taken.mock.mockImplementationOnce(async (options) => {
      await work();
      return connect(options);
    }, 1);
  }
  const set = (change: string) => query(url, `UPDATE questions SET ${change} WHERE id = ${question.id}`);
  const outcomes = async () => [
    ...(await recordVotes(database.sequelize, [voteFor(question, [1], ada)])).values(),
  ];

  it('is that the question takes no such vote, also of who may change an answer', async () => {
    const [outcome] = (await recordVotes(database.sequelize, [voteFor(question, [0, 1], ada)])).values();
    assert.equal(outcome, 'invalid');
  });

  it('is nothing where it was closed as a time that was put off meanwhile had it: the vote is recorded', async (t) => {
    await set(`closes_at = greatest(opens_at, now())`);
    meanwhile(t, () => set('closes_at = NULL'));
    assert.deepEqual(await outcomes(), ['changed']);
  });

  it('is none where a copy of the vote is being counted at another process as voting closes', async () => {
    const other = connectDatabase(url, { poolSize: 2 });
    const poll = await ask(database);
    await recordVotes(database.sequelize, [voteFor(poll, [0])]);
    const vote = voteFor(poll, [1]);
    await query(url, `UPDATE questions SET closes_at = now() + interval '500 ms' WHERE id = ${poll.id}`);
    const slow = await other.sequelize.transaction();
    const turnout = `SELECT FROM turnouts WHERE question_id = ${poll.id} FOR UPDATE`;
    await other.sequelize.query(turnout, { transaction: slow });
    const first = recordVotes(other.sequelize, [vote]);
    await untilLocked(database);
    await query(url, 'SELECT pg_sleep(0.6)');
    const copy = recordVotes(database.sequelize, [vote]);
    await Promise.race([copy, untilLocked(database, 2)]);
    await slow.rollback();
    const outcomes = [...(await first).values(), ...(await copy).values()];
    await other.close();
    assert.deepEqual(outcomes, ['counted', 'replayed']);
  });

  it('is that the question is no more', async (t) => {
    const gone = await ask(database);
    meanwhile(t, () => deleteQuestion(database, gone.slug));
    const votes = [voteFor(gone, [0]), voteFor(gone, [0, 1])];
    const told = await recordVotes(database.sequelize, votes);
    assert.deepEqual([...told.values()], ['counted', 'unknown']);
  });

  it('is that the question took no votes yet, also where it does by then', async (t) => {
    await set(`opens_at = now() + interval '1 hour'`);
    meanwhile(t, () => set('opens_at = now()'));
    assert.deepEqual(await outcomes(), ['unknown']);
    // As where a database is restored from before it was published.
    await set(`state = 'draft'`);
    assert.deepEqual(await outcomes(), ['unknown']);
  });

  it('keeps no vote of the batch from its answer where it cannot be learnt', async (t) => {
    const open = await ask(database);
    const unanswered = new UnansweredVotes();
    const votes = [voteFor(open, [0]), voteFor(open, [0, 1])];
    meanwhile(t, () => Promise.reject(new Error('no connection')));
    await assert.rejects(recordVotes(database.sequelize, votes, unanswered), /no connection/);
    assert.deepEqual(unanswered.untold, votes.slice(0, 1));
    // In the company of one that is new: what the ledger says is of those two alone.
    const company = [...votes, voteFor(open, [1])];
    const again = await recordVotes(database.sequelize, company, unanswered);
    assert.deepEqual(
      company.map(({ ballotId }) => again.get(ballotId)),
      ['counted', 'invalid', 'counted'],
    );
    assert.equal((await ledgerOf(database, open)).turnout, 2);
  });
});
