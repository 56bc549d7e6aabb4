import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import {
  dump,
  dumpAll,
  dumpCrowds,
  joinByOrder,
  joinByTransaction,
} from '#src/features/votes/testing/join-attack.ts';
import { ask, keyInCrowd, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

/** As docs/secrecy.md has it. */
const CROWD = 256;
/** Votes cast one by one, then in batches. */
const [SINGLES, BATCHES, BATCH] = [400, 20, 10];
const VOTES = SINGLES + BATCHES * BATCH;
/** A guess among a crowd is right once in 256 times: so many of these are, but for one run in a million. */
const LUCK = 15;

describe('a dump of a secret question', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  /** Whose each ballot is, which only this test knows. */
  const voterOf = new Map<string, string>();
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 2 });
    cleanup.after(() => database.close());
    const question = await ask(database, { policy: 'browser' });
    const votes = Array.from({ length: VOTES }, (_, n) => {
      const vote = voteFor(question, [n % 3], { voter: voterKey(`voter ${n}`) });
      voterOf.set(vote.ballotId, keyInCrowd(`voter ${n}`));
      return vote;
    });
    for (const vote of votes.slice(0, SINGLES)) await recordVotes(database.sequelize, [vote]);
    for (let from = SINGLES; from < VOTES; from += BATCH)
      await recordVotes(database.sequelize, votes.slice(from, from + BATCH));
  });
  const read = async () => ({
    voters: await dumpCrowds(database.sequelize),
    ballots: await dump(database.sequelize, 'ballots', 'id::text'),
  });

  it('has every voter and every ballot once', async () => {
    const { voters, ballots } = await read();
    assert.deepEqual(new Set(voters.map(({ key }) => key)), new Set(voterOf.values()));
    assert.deepEqual(new Set(ballots.map(({ key }) => key)), new Set(voterOf.keys()));
  });

  it('shows what the newest vote wrote among a crowd of voters', async () => {
    const { voters, ballots } = await read();
    const newest = Math.max(...ballots.map(({ xmin }) => xmin));
    assert.ok(voters.filter(({ xmin }) => xmin === newest).length >= CROWD);
  });

  it('has crowds in the order of their voters, none with more than it takes', async () => {
    const rows = await database.sequelize.query<{ low: string; sorted: boolean; voters: number }>(
      `SELECT low, cardinality(voters) AS voters,
         voters = ARRAY(SELECT DISTINCT v FROM unnest(voters) AS v ORDER BY v) AND low <= voters[1] AS sorted
       FROM crowds ORDER BY low`,
      { type: QueryTypes.SELECT },
    );
    for (const { low, sorted, voters } of rows) {
      assert.ok(sorted, `the crowd from ${low} is not in order`);
      assert.ok(voters >= CROWD && voters <= 2 * CROWD, `the crowd from ${low} has ${voters}`);
    }
  });

  it('joins no voter to a ballot by the order of the rows', async () => {
    const { voters, ballots } = await read();
    assert.ok(joinByOrder(voters, ballots, voterOf) <= LUCK);
  });

  it('joins no voter to a ballot by the transactions that wrote them', async () => {
    const { voters, ballots } = await read();
    assert.ok(joinByTransaction(voters, ballots, voterOf) <= LUCK);
  });

  it('has no value of a voter or a ballot anywhere else', async () => {
    const tables = await dumpAll(database.sequelize);
    assert.deepEqual(tables.get('public.participations'), []);
    tables.delete('public.crowds');
    const ballots = tables.get('public.ballots')?.join('\n') ?? '';
    for (const voter of voterOf.values()) assert.ok(!ballots.includes(voter));
    tables.delete('public.ballots');
    const others = [...tables.values()].flat().join('\n');
    for (const [ballot, voter] of voterOf)
      assert.ok(!others.includes(voter) && !others.includes(ballot), 'a key that joins');
  });

  it('keeps no time with a voter, and no ballot', async () => {
    const columns = await database.sequelize.query<{ name: string; type: string }>(
      `SELECT column_name AS name, data_type AS type FROM information_schema.columns
       WHERE table_name = 'crowds' ORDER BY 1`,
      { type: QueryTypes.SELECT },
    );
    assert.deepEqual(
      columns.map(({ name, type }) => `${name} ${type}`),
      ['low bigint', 'question_id integer', 'voters ARRAY'],
    );
  });
});

describe('the attempts to join', () => {
  const cleanup = suiteCleanup();

  it('find every voter where voters have a row each', async () => {
    const database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 1 });
    cleanup.after(() => database.close());
    const question = await ask(database, { policy: 'browser' });
    const voterOf = new Map<string, string>();
    for (let n = 0; n < 100; n += 1) {
      const { ballotId, choices } = voteFor(question, [n % 3]);
      const voter = voterKey(`voter ${n}`);
      voterOf.set(ballotId, voter.toString('hex'));
      await database.sequelize.query(
        `WITH p AS (INSERT INTO participations (question_id, voter) VALUES ($1, $2))
         INSERT INTO ballots VALUES ($3, $1, $4, now())`,
        { bind: [question.id, voter, ballotId, choices], type: QueryTypes.INSERT },
      );
    }
    const voters = await dump(database.sequelize, 'participations', `encode(voter, 'hex')`);
    const ballots = await dump(database.sequelize, 'ballots', 'id::text');
    assert.equal(joinByOrder(voters, ballots, voterOf), 100);
    assert.equal(joinByTransaction(voters, ballots, voterOf), 100);
  });
});
