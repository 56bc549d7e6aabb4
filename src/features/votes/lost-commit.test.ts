import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { VoteInquiry } from '#src/features/votes/ask-after-votes.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { sturdyCommit } from '#src/features/votes/commit-votes.ts';
import { ask, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { VoteService } from '#src/features/votes/vote-service.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { Relay } from '../../../test/support/relay.ts';
import { databaseUrl } from '../../../test/support/template-database.ts';

const telemetry = startMemoryTelemetry();

/** Records votes as the service does. */
function recorderFor({ sequelize }: Database) {
  const unanswered = new UnansweredVotes();
  return sturdyCommit((votes: readonly CastVote[]) => recordVotes(sequelize, votes, unanswered));
}

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
  const outcomes = await recorderFor(database)(votes);
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
  const outcomes = await recorderFor(database)([vote]);
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
  const outcomes = await recorderFor(database)([voteFor(question, [0])]);
  await lost;
  assert.deepEqual([...outcomes.values()], ['counted']);
  const { ballots, tally } = await ledgerOf(database, question);
  assert.deepEqual({ ballots, tally }, { ballots: ['0'], tally: [1, 0, 0] });
});

test('a vote that was lost is not called counted where the server that took over refuses it', async (t) => {
  const { database, question, ...rest } = await behindRelay(t);
  const { lost } = await readyStandby(t, rest, "UPDATE questions SET state = 'closed', closes_at = now()");
  const outcomes = await recorderFor(database)([voteFor(question, [0])]);
  await lost;
  assert.deepEqual([...outcomes.values()], ['closed']);
  assert.deepEqual((await ledgerOf(database, question)).turnout, 0);
});

test('a vote is counted as one where another server is lost as it is recorded again', async (t) => {
  const { relay, database, question, cut } = await behindRelay(t);
  const lost = cut().then(() => {
    // The answer of the statement that records, which is about to say that the ballot is there.
    relay.cutsAnswer = (chunk) => {
      const records = chunk.includes('counted\0');
      if (records) relay.cutsAnswer = () => false;
      return records;
    };
  });
  const outcomes = await recorderFor(database)([voteFor(question, [0])]);
  await lost;
  assert.deepEqual([...outcomes.values()], ['counted']);
});

test('a vote that another process has counted meanwhile is not counted a second time', async (t) => {
  const { url, relay, database, question, cut } = await behindRelay(t);
  const vote = voteFor(question, [0]);
  const other = connectDatabase(url, { poolSize: 1 });
  t.after(() => other.close());
  // The server never gets this COMMIT, and the voter sends the vote to another process.
  const lost = cut().then(async () => {
    relay.cut();
    await query(url, 'DELETE FROM ballots');
    await query(url, 'DELETE FROM receipts');
    const [outcome] = (await recordVotes(other.sequelize, [vote])).values();
    relay.mend();
    return outcome;
  });
  const [outcome] = (await recorderFor(database)([vote])).values();
  assert.deepEqual([await lost, outcome], ['counted', 'replayed']);
});

test('an answer that was replaced before its commit was asked after is counted as the vote that it was', async (t) => {
  const { url, relay, database, cut } = await behindRelay(t);
  const question = await ask(database, { policy: 'account', secret: false });
  const receipt = { hash: voterKey('receipt'), sealed: voterKey('sealed') };
  const [first, second] = [0, 1].map((place) =>
    voteFor(question, [place], { voter: voterKey('ada'), changeable: true, ...(place === 0 && { receipt }) }),
  ) as [CastVote, CastVote];
  const other = connectDatabase(url, { poolSize: 1 });
  t.after(() => other.close());
  const lost = cut().then(async () => {
    relay.cut();
    const [outcome] = (await recordVotes(other.sequelize, [second])).values();
    relay.mend();
    return outcome;
  });
  const [outcome] = (await recorderFor(database)([first])).values();
  assert.deepEqual([await lost, outcome], ['changed', 'counted']);
});

/** Votes that were given up with their commits unanswered, and what asks after them. */
async function givenUp(t: TestContext) {
  const { relay, database, question, cut, ...rest } = await behindRelay(t);
  const found: [string, VoteOutcome][] = [];
  const unanswered = new UnansweredVotes();
  const inquiry = new VoteInquiry(database.sequelize, unanswered, (_, outcomes) => {
    found.push(...outcomes);
  });
  const vote = voteFor(question, [0]);
  const lost = cut().then(() => relay.cut());
  await assert.rejects(recordVotes(database.sequelize, [vote], unanswered));
  await lost;
  return { ...rest, relay, database, question, vote, unanswered, inquiry, found };
}

test('a vote that was given up is asked after until the database is back, and counted then', async (t) => {
  const { relay, vote, unanswered, inquiry, found } = await givenUp(t);
  inquiry.start();
  await sleep(300);
  assert.deepEqual([unanswered.size, found], [1, []]);
  relay.mend();
  assert.equal(await inquiry.stop(), 0);
  assert.deepEqual(found, [[vote.ballotId, 'counted']]);
});

test('a vote that is sent again before it was asked after is counted once', async (t) => {
  const { relay, database, vote, unanswered, inquiry, found } = await givenUp(t);
  relay.mend();
  const both = await Promise.all([
    recordVotes(database.sequelize, [vote], unanswered),
    Promise.resolve(inquiry.start()),
  ]);
  await inquiry.stop();
  const told = [...both[0].values(), ...found.map(([, outcome]) => outcome)];
  assert.equal(told.filter((outcome) => outcome === 'counted').length, 1);
});

test('a vote that was given up and lost is asked after once', async (t) => {
  const { relay, url, unanswered, inquiry, found } = await givenUp(t);
  await query(url, 'DELETE FROM ballots');
  relay.mend();
  inquiry.start();
  await inquiry.stop();
  assert.deepEqual([unanswered.size, found.map(([, outcome]) => outcome)], [0, ['invalid']]);
});

for (const [state, says] of [
  ['goes on', `SELECT CASE WHEN nextval('asked') < 3 THEN 'in progress' ELSE 'committed' END`],
  // So it is with a number that a server which took over has not given to anybody yet.
  ['is unknown', `SELECT (1 / 0)::text`],
])
  test(`a vote that was given up is asked after where its transaction ${state}`, async (t) => {
    const { relay, url, inquiry, found } = await givenUp(t);
    await query(
      url,
      `CREATE SEQUENCE asked;
       CREATE FUNCTION pg_xact_status(xid8) RETURNS text LANGUAGE sql AS $$ ${says} $$;
       ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path = public, pg_catalog`,
    );
    relay.mend();
    inquiry.start();
    await inquiry.stop();
    const [row] = (await query(url, 'SELECT last_value FROM asked')) as { last_value: string }[];
    assert.deepEqual(
      [found.map(([, outcome]) => outcome), row?.last_value],
      [['counted'], state === 'goes on' ? '3' : '1'],
    );
  });

test('a process that stops asks no longer than a few seconds, and says how many votes it leaves', async (t) => {
  const { inquiry, found } = await givenUp(t);
  inquiry.start();
  const began = performance.now();
  assert.equal(await inquiry.stop(), 1);
  assert.ok(performance.now() - began < 15_000);
  assert.deepEqual(found, []);
});

test('votes_total has a vote that was given up, once the database is back', async (t) => {
  const { relay, database, question, cut } = await behindRelay(t);
  const service = new VoteService(database.sequelize, { queue: 10, batch: 10, onCounted: () => undefined });
  const lost = cut().then(() => relay.cut());
  await assert.rejects(service.cast({ ...voteFor(question, [0]), slug: question.slug }));
  await lost;
  relay.mend();
  assert.equal(await service.drain(), 0);
  const points = await telemetry.points('votes');
  const own = points.find(({ attributes }) => attributes['question.id'] === String(question.id));
  assert.equal(own?.value, 1);
});
