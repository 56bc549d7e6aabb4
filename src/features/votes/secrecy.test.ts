import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { CROWD } from '#src/features/votes/mix-voters.ts';
import { dump, dumpAll, joinByOrder, joinByTransaction } from '#src/features/votes/testing/join-attack.ts';
import { ask, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

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
      voterOf.set(vote.ballotId, voterKey(`voter ${n}`).toString('hex'));
      return vote;
    });
    for (const vote of votes.slice(0, SINGLES)) await recordVotes(database.sequelize, [vote]);
    for (let from = SINGLES; from < VOTES; from += BATCH)
      await recordVotes(database.sequelize, votes.slice(from, from + BATCH));
  });
  const read = async () => ({
    voters: await dump(database.sequelize, 'participations', `encode(voter, 'hex')`),
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

  it('shows neither of that crowd who is new in it nor more voters than it takes', async () => {
    const { ballots } = await read();
    const newest = Math.max(...ballots.map(({ xmin }) => xmin));
    // Every row tells which statement of its transaction wrote it, too.
    const [row] = await database.sequelize.query<{ rows: number; statements: number }>(
      `SELECT count(*)::int AS rows, count(DISTINCT cmin::text)::int AS statements
       FROM participations WHERE xmin::text = $1`,
      { bind: [String(newest)], type: QueryTypes.SELECT },
    );
    assert.equal(row?.statements, 1);
    assert.ok(row.rows < CROWD + BATCH, `${row.rows} voters were written`);
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
    tables.delete('public.participations');
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
       WHERE table_name = 'participations' ORDER BY 1`,
      { type: QueryTypes.SELECT },
    );
    assert.deepEqual(
      columns.map(({ name, type }) => `${name} ${type}`),
      ['ballot_id uuid', 'question_id integer', 'voter bytea'],
    );
    const [row] = await database.sequelize.query<{ n: string }>(
      'SELECT count(ballot_id) AS n FROM participations',
      {
        type: QueryTypes.SELECT,
      },
    );
    assert.equal(Number(row?.n), 0);
  });
});

describe('the attempts to join', () => {
  const cleanup = suiteCleanup();

  it('find almost every voter where voters are not mixed', async () => {
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
