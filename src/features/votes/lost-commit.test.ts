import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase } from '#src/database/database.ts';
import { sturdyCommit } from '#src/features/votes/commit-votes.ts';
import { ask, ledgerOf, voteFor } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { Relay } from '../../../test/support/relay.ts';
import { databaseUrl } from '../../../test/support/template-database.ts';

/** A database with a question, behind a relay that keeps the answer to the next COMMIT. */
async function behindRelay(t: TestContext) {
  const url = await createTestDatabase(t);
  const direct = connectDatabase(url, { poolSize: 1 });
  const question = await ask(direct);
  await direct.close();
  const by = new URL(url);
  const directory = by.searchParams.get('host');
  const relay = await Relay.listen(
    directory ? { path: `${directory}/.s.PGSQL.5432` } : { host: by.hostname, port: Number(by.port) },
  );
  by.search = '';
  by.host = `127.0.0.1:${relay.port}`;
  const database = connectDatabase(by.href, { poolSize: 2 });
  t.after(async () => {
    await database.close();
    relay.close();
  });
  /** Resolves when the answer was cut. */
  const cut = () =>
    new Promise<void>((resolve) => {
      relay.cutsAnswer = (chunk) => {
        const commits = chunk.includes('COMMIT\0');
        if (commits) {
          relay.cutsAnswer = () => false;
          resolve();
        }
        return commits;
      };
    });
  return { url, relay, database, question, cut };
}

test('a vote is counted once where the answer to its commit is lost', async (t) => {
  const { database, question, cut } = await behindRelay(t);
  const lost = cut();
  const votes = [voteFor(question, [0]), voteFor(question, [1])];
  const outcomes = await recordVotes(database.sequelize, votes);
  await lost;
  assert.deepEqual([...outcomes.values()], ['counted', 'counted']);
  const { tally, turnout } = await ledgerOf(database, question);
  assert.deepEqual({ tally, turnout }, { tally: [1, 1, 0], turnout: 2 });
});

test('a vote is counted as one where the server stays away for a while after its commit', async (t) => {
  const { relay, database, question, cut } = await behindRelay(t);
  const lost = cut().then(async () => {
    relay.cut();
    await sleep(700);
    relay.mend();
  });
  const vote = voteFor(question, [0]);
  const outcomes = await sturdyCommit((votes) => recordVotes(database.sequelize, votes))([vote]);
  await lost;
  // Not as one that was there: nobody would have told its question's counter of it.
  assert.deepEqual([...outcomes.values()], ['counted']);
});

/** Readies a standby that never gets the commit, changed by `change`; it takes over while the answer to the commit is lost. */
async function readyStandby(
  t: TestContext,
  { url, relay, cut }: Pick<Awaited<ReturnType<typeof behindRelay>>, 'url' | 'relay' | 'cut'>,
  change = 'SELECT',
) {
  const name = new URL(url).pathname.slice(1);
  const postgres = databaseUrl(url, 'postgres');
  // The number of the transaction stands for a committed one there, too.
  await query(postgres, `CREATE DATABASE ${name}_standby TEMPLATE ${name}`);
  await query(databaseUrl(url, `${name}_standby`), change);
  const lost = cut().then(async () => {
    relay.delayMs = 1000;
    await query(postgres, `ALTER DATABASE ${name} RENAME TO ${name}_old`);
    await query(postgres, `ALTER DATABASE ${name}_standby RENAME TO ${name}`);
    t.after(() => query(postgres, `DROP DATABASE ${name}_old WITH (FORCE)`));
    relay.delayMs = 0;
  });
  return { lost };
}

test('a vote is acknowledged by the server that has it, not by one that lost it', async (t) => {
  const { database, question, ...rest } = await behindRelay(t);
  const { lost } = await readyStandby(t, rest);
  const outcomes = await recordVotes(database.sequelize, [voteFor(question, [0])]);
  await lost;
  assert.deepEqual([...outcomes.values()], ['counted']);
  const { ballots, tally } = await ledgerOf(database, question);
  assert.deepEqual({ ballots, tally }, { ballots: ['0'], tally: [1, 0, 0] });
});

test('a vote that was lost is not called counted where the server that took over refuses it', async (t) => {
  const { database, question, ...rest } = await behindRelay(t);
  const { lost } = await readyStandby(t, rest, "UPDATE questions SET state = 'closed', closes_at = now()");
  const outcomes = await recordVotes(database.sequelize, [voteFor(question, [0])]);
  await lost;
  assert.deepEqual([...outcomes.values()], ['closed']);
  assert.deepEqual((await ledgerOf(database, question)).turnout, 0);
});

test('a commit that is still under way is waited for', async (t) => {
  const { url, database, question, cut } = await behindRelay(t);
  await query(
    url,
    `CREATE SEQUENCE asked;
     CREATE FUNCTION pg_xact_status(xid8) RETURNS text LANGUAGE sql AS
       $$ SELECT CASE WHEN nextval('asked') < 3 THEN 'in progress' ELSE pg_catalog.pg_xact_status($1) END $$;
     ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`,
  );
  void cut();
  const outcomes = await recordVotes(database.sequelize, [voteFor(question, [0])]);
  assert.deepEqual([...outcomes.values()], ['counted']);
  assert.deepEqual((await ledgerOf(database, question)).tally, [1, 0, 0]);
});

test('a vote is not called invalid where the server that took over cannot tell of it', async (t) => {
  const { url, database, question, cut } = await behindRelay(t);
  // It says so of a number that it has not given to anybody yet.
  await query(
    url,
    `CREATE FUNCTION pg_xact_status(xid8) RETURNS text LANGUAGE plpgsql AS $$
     BEGIN RAISE EXCEPTION 'transaction ID is in the future' USING ERRCODE = 'invalid_parameter_value'; END $$;
     ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`,
  );
  void cut();
  const vote = voteFor(question, [0]);
  const outcomes = await sturdyCommit((votes) => recordVotes(database.sequelize, votes))([vote]);
  assert.deepEqual([...outcomes.values()], ['replayed']);
  assert.deepEqual((await ledgerOf(database, question)).tally, [1, 0, 0]);
});
