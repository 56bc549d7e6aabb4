import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectDatabase, type Database } from '#src/database/database.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { sturdyCommit } from '#src/features/votes/sturdy-commit.ts';
import { ask, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { UnansweredVotes } from '#src/features/votes/unanswered-votes.ts';
import { VoteInquiry } from '#src/features/votes/vote-inquiry.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { VoteService } from '#src/features/votes/vote-service.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { Relay } from '../../../test/support/relay.ts';
import { databaseUrl } from '../../../test/support/template-database.ts';

const telemetry = startMemoryTelemetry();

/** How a connection sends a batch: its statements one by one the first time, and together later. */
type Sent = 'one by one' | 'whole';

/** Records votes as the service does. */
function recorderFor({ sequelize }: Database) {
  const unanswered = new UnansweredVotes();
  return sturdyCommit((votes: readonly CastVote[]) => recordVotes(sequelize, votes, unanswered));
}

/** Has a connection prepare everything, so that it sends batches whole from then on. */
async function prepare(database: Database) {
  const [open, named] = [await ask(database), await ask(database, { policy: 'account', secret: false })];
  const voter = voterKey('grace');
  for (const vote of [
    voteFor(open, [0]),
    voteFor(named, [0], { voter }),
    voteFor(named, [1], { voter, changeable: true }),
  ])
    await recordVotes(database.sequelize, [vote]);
}

/** A database with a question, behind a relay that keeps the answer to the next COMMIT. */
async function behindRelay(t: TestContext, sent: Sent, ready = async (_url: string) => {}) {
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
  await ready(url);
  if (sent === 'whole') await prepare(database);
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

/** A standby, changed by `change`, that never gets the commit, and takes over while the answer to that is lost. */
async function withStandby(t: TestContext, sent: Sent, change = 'SELECT') {
  let name = '';
  let postgres = '';
  const ready = async (url: string) => {
    name = new URL(url).pathname.slice(1);
    postgres = databaseUrl(url, 'postgres');
    await query(postgres, `CREATE DATABASE ${name}_standby TEMPLATE ${name}`);
    await query(databaseUrl(url, `${name}_standby`), change);
  };
  const { database, question, relay, cut } = await behindRelay(t, sent, ready);
  const lost = cut().then(async () => {
    relay.delayMs = 1000;
    await query(postgres, `ALTER DATABASE ${name} RENAME TO ${name}_old`);
    await query(postgres, `ALTER DATABASE ${name}_standby RENAME TO ${name}`);
    t.after(() => query(postgres, `DROP DATABASE ${name}_old WITH (FORCE)`));
    relay.delayMs = 0;
  });
  return { database, question, lost };
}

/** Has another process record a vote while the answer to the commit is lost; gives what that says. */
function elsewhere(
  t: TestContext,
  { url, relay, cut }: Pick<Awaited<ReturnType<typeof behindRelay>>, 'url' | 'relay' | 'cut'>,
  vote: CastVote,
  before: () => Promise<unknown> = async () => undefined,
) {
  const other = connectDatabase(url, { poolSize: 1 });
  t.after(() => other.close());
  return cut().then(async () => {
    relay.cut();
    await before();
    const [outcome] = (await recordVotes(other.sequelize, [vote])).values();
    relay.mend();
    return outcome;
  });
}

/** Votes that were given up with their commits unanswered, and what asks after them. */
async function givenUp(t: TestContext, sent: Sent) {
  const { relay, database, question, cut, ...rest } = await behindRelay(t, sent);
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

for (const sent of ['one by one', 'whole'] as const)
  describe(`a batch sent ${sent}`, () => {
    test('a vote is counted once where the answer to its commit is lost', async (t) => {
      const { database, question, cut } = await behindRelay(t, sent);
      const lost = cut();
      const votes = [voteFor(question, [0]), voteFor(question, [1])];
      const outcomes = await recorderFor(database)(votes);
      await lost;
      assert.deepEqual([...outcomes.values()], ['counted', 'counted']);
      const { tally, turnout } = await ledgerOf(database, question);
      assert.deepEqual({ tally, turnout }, { tally: [1, 1, 0], turnout: 2 });
    });

    test('a vote is counted as one where the server stays away for a while after its commit', async (t) => {
      const { relay, database, question, cut } = await behindRelay(t, sent);
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

    test('a vote is acknowledged by the server that has it, not by one that lost it', async (t) => {
      const { database, question, lost } = await withStandby(t, sent);
      const outcomes = await recorderFor(database)([voteFor(question, [0])]);
      await lost;
      assert.deepEqual([...outcomes.values()], ['counted']);
      const { ballots, tally } = await ledgerOf(database, question);
      assert.deepEqual({ ballots, tally }, { ballots: ['0'], tally: [1, 0, 0] });
    });

    test('a vote that was lost is not called counted where the server that took over refuses it', async (t) => {
      const { database, question, lost } = await withStandby(
        t,
        sent,
        "UPDATE questions SET state = 'closed', closes_at = now()",
      );
      const outcomes = await recorderFor(database)([voteFor(question, [0])]);
      await lost;
      assert.deepEqual([...outcomes.values()], ['closed']);
      assert.deepEqual((await ledgerOf(database, question)).turnout, 0);
    });

    test('a vote is counted as one where another server is lost as it is recorded again', async (t) => {
      const { relay, database, question, cut } = await behindRelay(t, sent);
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
      const { database, question, ...rest } = await behindRelay(t, sent);
      const vote = voteFor(question, [0]);
      // The server never gets this COMMIT, and the voter sends the vote to another process.
      const lost = elsewhere(t, rest, vote, async () => {
        for (const table of ['ballots', 'receipts', 'batches']) await query(rest.url, `DELETE FROM ${table}`);
      });
      const [outcome] = (await recorderFor(database)([vote])).values();
      assert.deepEqual([await lost, outcome], ['counted', 'replayed']);
    });

    test('an answer that was replaced before its commit was asked after is counted as the vote that it was', async (t) => {
      const { database, ...rest } = await behindRelay(t, sent);
      const question = await ask(database, { policy: 'account', secret: false });
      const receipt = { hash: voterKey('receipt'), sealed: voterKey('sealed') };
      const [first, second] = [0, 1].map((place) =>
        voteFor(question, [place], {
          voter: voterKey('ada'),
          changeable: true,
          ...(place === 0 && { receipt }),
        }),
      ) as [CastVote, CastVote];
      const lost = elsewhere(t, rest, second);
      const [outcome] = (await recorderFor(database)([first])).values();
      assert.deepEqual([await lost, outcome], ['changed', 'counted']);
    });

    test('a vote that was given up is asked after until the database is back, and counted then', async (t) => {
      const { relay, vote, unanswered, inquiry, found } = await givenUp(t, sent);
      inquiry.start();
      await sleep(300);
      assert.deepEqual([unanswered.size, found], [1, []]);
      relay.mend();
      assert.equal(await inquiry.stop(), 0);
      assert.deepEqual(found, [[vote.ballotId, 'counted']]);
    });

    test('a vote that is sent again before it was asked after is counted once', async (t) => {
      const { relay, database, vote, unanswered, inquiry, found } = await givenUp(t, sent);
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
      const { relay, url, unanswered, inquiry, found } = await givenUp(t, sent);
      for (const table of ['ballots', 'batches']) await query(url, `DELETE FROM ${table}`);
      relay.mend();
      inquiry.start();
      assert.equal(await inquiry.stop(), 0);
      assert.deepEqual([unanswered.size, found], [0, []]);
    });

    test('a process that stops asks no longer than a few seconds, and says how many votes it leaves', async (t) => {
      const { inquiry, found } = await givenUp(t, sent);
      inquiry.start();
      const began = performance.now();
      assert.equal(await inquiry.stop(), 1);
      assert.ok(performance.now() - began < 30_000);
      assert.deepEqual(found, []);
    });

    test('votes_total has a vote that was given up, once the database is back', async (t) => {
      const { relay, database, question, cut } = await behindRelay(t, sent);
      const service = new VoteService(database.sequelize, {
        queue: 10,
        batch: 10,
        onCounted: () => undefined,
        log: { error: () => undefined },
      });
      const counted = async () => {
        const points = await telemetry.points('votes');
        return points.find(({ attributes }) => attributes['question.id'] === String(question.id))?.value ?? 0;
      };
      const before = Number(await counted());
      const lost = cut().then(() => relay.cut());
      await assert.rejects(service.cast({ ...voteFor(question, [0]), slug: question.slug }));
      await lost;
      relay.mend();
      assert.equal(await service.drain(), 0);
      assert.equal(await counted(), before + 1);
    });
  });
