import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import pg from 'pg';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { migrate, revertMigration } from '#src/database/migrate.ts';
import { type Asked, ask, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

/** As the code of before adds who voted: whoever is there already does not come back. */
const ADD = `INSERT INTO participations (question_id, voter) SELECT $1, voter FROM unnest($2::bytea[]) AS voter
  ON CONFLICT DO NOTHING RETURNING encode(voter, 'hex') AS voter`;

async function open(t: TestContext) {
  const url = await createTestDatabase(t);
  const database = connectDatabase(url, { poolSize: 3 });
  t.after(() => database.close());
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  t.after(() => client.end());
  const add = async ({ id }: Asked, voters: readonly Buffer[]) =>
    (await client.query(ADD, [id, voters])).rowCount;
  return { database, client, add };
}

const back = async ({ sequelize }: Database) => {
  while ((await revertMigration(sequelize)) !== '011-crowds');
};

const voters = (count: number, who: string) =>
  Array.from({ length: count }, (_, n) => voterKey(`${who} ${n}`));

async function outcomes({ sequelize }: Database, question: Asked, who: readonly Buffer[]) {
  const votes = who.map((voter) => voteFor(question, [0], { voter }));
  return Object.groupBy([...(await recordVotes(sequelize, votes)).values()], (outcome) => outcome);
}

test('whoever voted before there were crowds is in one, and no more than once', async (t) => {
  const { database, add, client } = await open(t);
  const [small, large] = [
    await ask(database, { policy: 'browser' }),
    await ask(database, { policy: 'browser' }),
  ];
  const named = await ask(database, { policy: 'account', secret: false });
  await recordVotes(database.sequelize, [
    voteFor(named, [0], { voter: voterKey('named'), changeable: true }),
  ]);
  await back(database);
  assert.equal(await add(small, voters(3, 'small')), 3);
  assert.equal(await add(large, voters(2000, 'large')), 2000);
  assert.deepEqual((await migrate(database.sequelize)).slice(0, 2), ['011-crowds', '012-earlier-voters']);
  const { rows } = await client.query(
    'SELECT question_id AS id, array_agg(cardinality(voters) ORDER BY low) AS sizes FROM crowds GROUP BY 1 ORDER BY 1',
  );
  assert.deepEqual(rows, [
    { id: small.id, sizes: [3] },
    { id: large.id, sizes: [400, 400, 400, 400, 400] },
  ]);
  for (const [question, who] of [
    [small, voters(4, 'small')],
    [large, voters(2001, 'large')],
  ] as const) {
    const { counted, duplicate } = await outcomes(database, question, who);
    assert.deepEqual([counted?.length, duplicate?.length], [1, who.length - 1]);
  }
});

test('the code of before takes no voter of the new code, nor the new code one of it', async (t) => {
  const { database, add } = await open(t);
  const question = await ask(database, { policy: 'browser' });
  assert.deepEqual(Object.keys(await outcomes(database, question, voters(600, 'new'))), ['counted']);
  assert.equal(await add(question, voters(600, 'new')), 0);
  assert.equal(await add(question, voters(50, 'old')), 50);
  assert.deepEqual(Object.keys(await outcomes(database, question, voters(50, 'old'))), ['duplicate']);
  // Both at once, each in its own transactions.
  const asked = voters(300, 'both');
  const [old, now] = await Promise.all([
    (async () => {
      let count = 0;
      for (const voter of asked) count += (await add(question, [voter])) ?? 0;
      return count;
    })(),
    (async () => {
      let count = 0;
      for (const voter of asked.toReversed())
        count += (await outcomes(database, question, [voter])).counted?.length ?? 0;
      return count;
    })(),
  ]);
  assert.equal(old + now, asked.length);
  assert.ok(old > 0 && now > 0);
});

test('a step that was interrupted is done again', async (t) => {
  const { database, add, client } = await open(t);
  const questions = [await ask(database, { policy: 'browser' }), await ask(database, { policy: 'browser' })];
  await back(database);
  for (const question of questions) await add(question, voters(1000, 'early'));
  await migrate(database.sequelize);
  await client.query(`DELETE FROM migrations WHERE name = '012-earlier-voters'`);
  await client.query('DELETE FROM crowds WHERE question_id = $1', [questions[1]?.id]);
  assert.deepEqual(await migrate(database.sequelize), ['012-earlier-voters']);
  const { rows } = await client.query(
    'SELECT sum(cardinality(voters))::int AS n FROM crowds GROUP BY question_id',
  );
  assert.deepEqual(rows, [{ n: 1000 }, { n: 1000 }]);
});

test('crowds are given up only where rows have every voter', async (t) => {
  const { database, add } = await open(t);
  const question = await ask(database, { policy: 'browser' });
  await add(question, voters(10, 'old'));
  await back(database);
  assert.deepEqual((await migrate(database.sequelize)).slice(0, 2), ['011-crowds', '012-earlier-voters']);
  await outcomes(database, question, voters(1, 'new'));
  while ((await revertMigration(database.sequelize)) !== '012-earlier-voters');
  await assert.rejects(revertMigration(database.sequelize), /cannot be made rows again/);
});
