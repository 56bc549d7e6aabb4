import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { VoteInquiry } from '#src/features/votes/ask-after-votes.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { type Asked, ask, voteFor } from '#src/features/votes/testing/ledger-fixture.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

/** A transaction that no server has come to yet. */
const NOT_YET = String(2n ** 62n);
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

  /** Adds a vote that is in the ledger, as if that transaction had put it there. */
  async function recorded(transaction: string): Promise<CastVote> {
    const vote = voteFor(question, [0]);
    await recordVotes(database.sequelize, [vote]);
    const [row] = await database.sequelize.query<{ at: string }>(
      'SELECT extract(epoch FROM cast_at)::text AS at FROM ballots WHERE id = $1',
      { bind: [vote.ballotId], type: QueryTypes.SELECT },
    );
    const outcomes = new Map<string, VoteOutcome>([[vote.ballotId, 'counted']]);
    unanswered.add([vote], outcomes, { transaction, castAt: row?.at ?? '', counted: vote.ballotId });
    return vote;
  }
  const counted = (vote: CastVote) => ({ votes: [vote], outcomes: [[vote.ballotId, 'counted']] });

  it('asks by transaction, and again where there are votes later', async () => {
    const [one, other] = [await recorded('3'), await recorded('4')];
    inquiry.start();
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, [counted(one), counted(other)]);
    const later = await recorded('5');
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found.slice(2), [counted(later)]);
  });

  it('takes a number that no server has given yet for one that was lost', async () => {
    const vote = await recorded(NOT_YET);
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, [counted(vote)]);
  });

  it('asks again a second later where the server stops as it is asked', async () => {
    await query(
      url,
      `CREATE SEQUENCE asked;
       CREATE FUNCTION public.pg_xact_status(xid8) RETURNS text LANGUAGE plpgsql AS $$ BEGIN
         IF nextval('asked') = 1 THEN RAISE SQLSTATE '57P01'; END IF; RETURN 'committed'; END $$;
       ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`,
    );
    const stopping = connectDatabase(url, { poolSize: 1 });
    try {
      const vote = await recorded('3');
      const all: string[] = [];
      inquiry = new VoteInquiry(stopping.sequelize, unanswered, (_, outcomes) =>
        all.push(...outcomes.keys()),
      );
      const began = performance.now();
      inquiry.start();
      assert.equal(await inquiry.stop(), 0);
      assert.ok(performance.now() - began > 900);
      const [row] = (await query(url, 'SELECT last_value FROM asked')) as { last_value: string }[];
      assert.deepEqual([all, row?.last_value], [[vote.ballotId], '2']);
    } finally {
      await stopping.close();
    }
  });

  it('asks again where it does not know why it got no answer', async (t) => {
    const vote = await recorded('3');
    const fails = () => Promise.reject(new Error('for no reason that is known'));
    const asked = t.mock.method(database.sequelize, 'query');
    asked.mock.mockImplementationOnce(fails);
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual([found, asked.mock.callCount()], [[counted(vote)], 2]);
  });

  it('tells nothing of a vote that was settled as it was asked after', async () => {
    const [one, other] = [await recorded('3'), await recorded('4')];
    inquiry = new VoteInquiry(database.sequelize, unanswered, (votes, outcomes) => {
      found.push({ votes, outcomes: [...outcomes] });
      unanswered.forget(other.ballotId);
    });
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, [counted(one), { votes: [], outcomes: [] }]);
  });

  it('has nothing to ask of a vote that was lost, and is counted as it is sent again', async () => {
    const vote = voteFor(question, [0]);
    const outcomes = new Map<string, VoteOutcome>([[vote.ballotId, 'counted']]);
    unanswered.add([vote], outcomes, { transaction: '3', castAt: '1', counted: vote.ballotId });
    const again = await recordVotes(database.sequelize, [vote], unanswered);
    assert.deepEqual([again, unanswered.size], [outcomes, 0]);
  });

  it('begins with the first vote there is, and says what it leaves where it has not begun', async () => {
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    const vote = await recorded('3');
    const timers = timersOf();
    assert.equal(await inquiry.stop(), 1);
    // None that would hold up the end of the process.
    assert.equal(timersOf(), timers);
    assert.deepEqual(found, []);
    inquiry.start();
    assert.equal(await inquiry.stop(), 0);
    assert.deepEqual(found, [counted(vote)]);
  });
});
