import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { CROWD } from '#src/features/votes/crowds.ts';
import { hasVoted } from '#src/features/votes/has-voted.ts';
import { type Asked, ask, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const PROCESSES = 3;

describe('crowds of voters', () => {
  const cleanup = suiteCleanup();
  let databases: Database[];
  before(async () => {
    const url = await createTestDatabase(cleanup);
    databases = Array.from({ length: PROCESSES }, () => connectDatabase(url, { poolSize: 2 }));
    for (const database of databases) cleanup.after(() => database.close());
  });

  const first = () => databases[0] as Database;
  const cast = (question: Asked, voters: readonly Buffer[], database = first()) =>
    recordVotes(
      database.sequelize,
      voters.map((voter) => voteFor(question, [0], { voter })),
    );
  const crowdsOf = ({ id }: Asked) =>
    first().sequelize.query<{ low: string; voters: string[] }>(
      'SELECT low, voters FROM crowds WHERE question_id = $1 ORDER BY low',
      { bind: [id], type: QueryTypes.SELECT },
    );
  const outcomesOf = async (...batch: Parameters<typeof cast>) => [...(await cast(...batch)).values()];

  it('count each voter once, whoever asks at the same time and however they are cut', async () => {
    const question = await ask(first(), { policy: 'browser' });
    const voters = Array.from({ length: 3000 }, (_, n) => voterKey(`voter ${n}`));
    const counted = new Map<string, number>();
    // Each process has every voter, in batches of other sizes that begin elsewhere.
    const work = async (database: Database, number: number) => {
      const own = [...voters.slice(number * 1000), ...voters.slice(0, number * 1000)];
      for (let from = 0, size = 1; from < own.length; from += size, size = 1 + ((size * 7) % 97)) {
        const votes = own.slice(from, from + size).map((voter) => voteFor(question, [1], { voter }));
        const outcomes = await recordVotes(database.sequelize, votes);
        for (const { ballotId, voter } of votes) {
          const key = voter?.toString('hex') ?? '';
          if (outcomes.get(ballotId) === 'counted') counted.set(key, 1 + (counted.get(key) ?? 0));
          else assert.equal(outcomes.get(ballotId), 'duplicate');
        }
      }
    };
    await Promise.all(databases.map(work));
    assert.equal(counted.size, voters.length);
    assert.deepEqual(new Set(counted.values()), new Set([1]));
    const { turnout, voters: known } = await ledgerOf(first(), question);
    assert.deepEqual([turnout, known], [voters.length, voters.length]);
    const crowds = await crowdsOf(question);
    for (const [place, { low, voters: crowd }] of crowds.entries()) {
      const next = crowds[place + 1]?.low;
      assert.ok(crowd.length >= CROWD && crowd.length <= 2 * CROWD, `${crowd.length} voters`);
      assert.ok(crowd.every((key) => BigInt(key) >= BigInt(low) && (!next || BigInt(key) < BigInt(next))));
    }
  });

  it('are cut into equal parts where many come at once', async () => {
    const question = await ask(first(), { policy: 'browser' });
    const voters = Array.from({ length: 5 * CROWD }, (_, n) => voterKey(`voter ${n}`));
    const sizes = async () => (await crowdsOf(question)).map((crowd) => crowd.voters.length);
    assert.equal(
      (await outcomesOf(question, voters)).filter((outcome) => outcome === 'counted').length,
      1280,
    );
    assert.deepEqual(await sizes(), [256, 256, 256, 256, 256]);
    assert.deepEqual(new Set(await outcomesOf(question, voters)), new Set(['duplicate']));
    assert.deepEqual(await sizes(), [256, 256, 256, 256, 256]);
  });

  it('are cut where there are more than twice as many as one needs', async () => {
    const question = await ask(first(), { policy: 'browser' });
    const voters = Array.from({ length: 2 * CROWD + 1 }, (_, n) => voterKey(`voter ${n}`));
    await cast(question, voters.slice(1));
    const sizes = async () => (await crowdsOf(question)).map((crowd) => crowd.voters.length);
    assert.deepEqual(await sizes(), [512]);
    await cast(question, voters.slice(0, 1));
    assert.deepEqual(await sizes(), [256, 257]);
  });

  it('have as many voters as the question has ballots, also where two keys are the same', async () => {
    const question = await ask(first(), { policy: 'browser' });
    const twins = [1, 2].map((end) => Buffer.concat([Buffer.alloc(8, 7), Buffer.alloc(24, end)]));
    assert.deepEqual(await outcomesOf(question, twins), ['counted', 'counted']);
    const { turnout, voters } = await ledgerOf(first(), question);
    assert.deepEqual([turnout, voters], [2, 2]);
    assert.deepEqual(await outcomesOf(question, twins), ['duplicate', 'duplicate']);
  });

  it('have no voters of questions that are not secret, who are told apart by question', async () => {
    const input = { policy: 'account', secret: false } as const;
    const [one, other] = [await ask(first(), input), await ask(first(), input)];
    const voter = voterKey('known');
    await cast(one, [voter]);
    assert.deepEqual(await crowdsOf(one), []);
    const voted = ({ id }: Asked, name: string) => hasVoted(first().sequelize, id, voterKey(name));
    assert.deepEqual(
      [await voted(one, 'known'), await voted(one, 'unknown'), await voted(other, 'known')],
      [true, false, false],
    );
  });

  it('have the voters with the lowest and the highest keys', async () => {
    const question = await ask(first(), { policy: 'browser' });
    const edges = ['00', '7f', '80', 'ff'].map((byte) => Buffer.alloc(32, Number.parseInt(byte, 16)));
    edges.push(Buffer.concat([Buffer.from('8000000000000000', 'hex'), Buffer.alloc(24, 1)]));
    const inBetween = Array.from({ length: 2 * CROWD }, (_, n) => voterKey(`voter ${n}`));
    for (const voter of edges) assert.deepEqual(await outcomesOf(question, [voter]), ['counted']);
    assert.ok((await outcomesOf(question, inBetween)).every((outcome) => outcome === 'counted'));
    for (const voter of [...edges, ...inBetween.slice(0, 5)]) {
      assert.equal(await hasVoted(first().sequelize, question.id, voter), true);
      assert.deepEqual(await outcomesOf(question, [voter]), ['duplicate']);
    }
    assert.equal(await hasVoted(first().sequelize, question.id, voterKey('nobody')), false);
  });

  it('of one question are not those of another', async () => {
    const [one, other] = [
      await ask(first(), { policy: 'browser' }),
      await ask(first(), { policy: 'account' }),
    ];
    const voter = voterKey('both');
    const votes = [one, other].map((question) => voteFor(question, [0], { voter }));
    assert.deepEqual([...(await recordVotes(first().sequelize, votes)).values()], ['counted', 'counted']);
    for (const question of [one, other]) assert.equal((await crowdsOf(question)).length, 1);
  });

  it('take no voter whose vote is not counted', async () => {
    const question = await ask(first(), { policy: 'browser' });
    const voter = voterKey('clumsy');
    const wrong = voteFor(question, [0, 1], { voter });
    assert.deepEqual([...(await recordVotes(first().sequelize, [wrong])).values()], ['invalid']);
    assert.deepEqual(await crowdsOf(question), []);
    assert.deepEqual((await outcomesOf(question, [voter, voter])).sort(), ['counted', 'duplicate']);
    assert.equal((await crowdsOf(question))[0]?.voters.length, 1);
  });
});
