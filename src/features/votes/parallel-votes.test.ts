import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { sturdyCommit } from '#src/features/votes/sturdy-commit.ts';
import {
  type Asked,
  ask,
  entitle,
  ledgerOf,
  voteFor,
  voterKey,
} from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { VoteQueue } from '#src/features/votes/vote-queue.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

const ATTEMPTS = 1000;
/** What a voter of each kind may answer, by the places of the choices. */
const answers = {
  single: [[0], [1], [2]],
  multiple: [[0], [0, 2], [0, 1, 2]],
  rating: [[0], [1], [2]],
  ranked: [[0], [2, 0], [1, 2, 0]],
} as const;
type Kind = keyof typeof answers;
const kinds = Object.keys(answers) as Kind[];
const most = (kind: Kind) => (kind === 'multiple' || kind === 'ranked' ? 3 : 1);

describe('many votes at the same time, through two replicas', () => {
  const cleanup = suiteCleanup();
  let replicas: Database[];
  let queues: VoteQueue[];
  before(async () => {
    const url = await createTestDatabase(cleanup);
    replicas = [1, 2].map(() => connectDatabase(url, { poolSize: 4 }));
    cleanup.after(() => Promise.all(replicas.map((replica) => replica.close())));
    // Several small batches under way at once on each replica.
    queues = replicas.flatMap(({ sequelize }) =>
      [1, 2, 3].map(
        () =>
          new VoteQueue(
            sturdyCommit((votes) => recordVotes(sequelize, votes)),
            { queue: 5000, batch: 8 },
          ),
      ),
    );
  });
  const database = () => replicas[0] as Database;
  const cast = (vote: Parameters<VoteQueue['cast']>[0], attempt: number) =>
    (queues[attempt % queues.length] as VoteQueue).cast(vote);

  /** What comes of many votes at the same time, each with an answer of its own unless one is given. */
  async function attempts(
    question: Asked,
    kind: Kind,
    fields: Pick<CastVote, 'voter' | 'changeable'> & Partial<CastVote>,
    places?: readonly number[],
  ) {
    const outcomes = await Promise.all(
      Array.from({ length: ATTEMPTS }, (_, n) =>
        cast(voteFor(question, places ?? (answers[kind][n % 3] as readonly number[]), fields), n),
      ),
    );
    const counts: Partial<Record<VoteOutcome, number>> = {};
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1;
    return counts;
  }

  const limiting: Partial<QuestionInput>[] = [
    { policy: 'browser' },
    { policy: 'account' },
    { policy: 'credential' },
  ];
  for (const kind of kinds)
    for (const input of limiting)
      it(`counts one of ${ATTEMPTS} attempts of one voter: ${kind}, ${input.policy}`, async () => {
        const question = await ask(database(), { ...input, kind, maxChoices: most(kind) });
        const voter = voterKey('insistent');
        if (input.policy === 'credential') await entitle(database(), question, [voter]);
        const counts = await attempts(question, kind, { voter });
        assert.deepEqual(counts, { counted: 1, duplicate: ATTEMPTS - 1 });
        const { ballots, turnout, voters, tally } = await ledgerOf(database(), question);
        assert.deepEqual([ballots.length, turnout, voters], [1, 1, 1]);
        const [ballot = ''] = ballots;
        const added = kind === 'ranked' ? 1 : ballot.split('>').length;
        assert.equal(
          tally.reduce((a, b) => a + b),
          added,
        );
      });

  for (const kind of kinds)
    it(`counts one of ${ATTEMPTS} sends of one ballot: ${kind}, open`, async () => {
      const question = await ask(database(), { kind, maxChoices: most(kind) });
      const places = answers[kind][2];
      const counts = await attempts(question, kind, { voter: null, ballotId: randomUUID() }, places);
      assert.deepEqual(counts, { counted: 1, replayed: ATTEMPTS - 1 });
      const { ballots, turnout, voters } = await ledgerOf(database(), question);
      assert.deepEqual([ballots, turnout, voters], [[places.join('>')], 1, 0]);
    });

  for (const kind of kinds)
    it(`leaves one ballot of ${ATTEMPTS} answers that one account gives: ${kind}`, async () => {
      const input = { policy: 'account', secret: false, kind, maxChoices: most(kind) } as const;
      const question = await ask(database(), input);
      const counts = await attempts(question, kind, { voter: voterKey('fickle'), changeable: true });
      assert.equal(counts.counted, 1);
      assert.equal(1 + (counts.changed ?? 0) + (counts.duplicate ?? 0), ATTEMPTS);
      assert.ok((counts.changed ?? 0) > 10, `${counts.changed} changes`);
      const { ballots, turnout, voters, tally, rankings } = await ledgerOf(database(), question);
      assert.deepEqual([ballots.length, turnout, voters], [1, 1, 1]);
      const places = (ballots[0] ?? '').split('>').map(Number);
      const chosen = kind === 'ranked' ? places.slice(0, 1) : places;
      assert.deepEqual(
        tally,
        [0, 1, 2].map((place) => (chosen.includes(place) ? 1 : 0)),
      );
      assert.deepEqual(rankings, kind === 'ranked' ? { [places.join('>')]: 1 } : {});
    });

  it('adds up the changing answers of many accounts, and never waits in a circle', async () => {
    const questions = await Promise.all(
      kinds.map((kind) =>
        ask(database(), { policy: 'account', secret: false, kind, maxChoices: most(kind) }),
      ),
    );
    const outcomes = await Promise.all(
      Array.from({ length: 3000 }, (_, n) => {
        const index = (n * 7) % kinds.length;
        const kind = kinds[index] as Kind;
        const fields = { voter: voterKey(`account ${(n * 13) % 50}`), changeable: true };
        const places = answers[kind][(n * 5) % 3] as readonly number[];
        return cast(voteFor(questions[index] as Asked, places, fields), n);
      }),
    );
    assert.ok(outcomes.every((outcome) => ['counted', 'changed', 'duplicate'].includes(outcome)));
    for (const question of questions) {
      const { ballots, turnout, voters } = await ledgerOf(database(), question);
      assert.deepEqual([ballots.length, turnout], [voters, voters]);
    }
  });

  it('takes no vote at or after a closing time', async () => {
    const question = await ask(database());
    const outcomes = new Set<VoteOutcome>();
    for (let n = 0; !outcomes.has('closed') || n % 200; n += 20) {
      for (const outcome of await Promise.all(
        Array.from({ length: 20 }, (_, m) => cast(voteFor(question, [m % 3]), m)),
      ))
        outcomes.add(outcome);
      // Only now, because a slow machine takes its time over the first votes.
      if (n === 0)
        await database().sequelize.query(
          "UPDATE questions SET closes_at = clock_timestamp() + interval '400 ms' WHERE id = $1",
          { bind: [question.id] },
        );
    }
    assert.deepEqual([...outcomes].sort(), ['closed', 'counted']);
    const [late] = await database().sequelize.query<{ n: string }>(
      `SELECT count(*) AS n FROM ballots b JOIN questions q ON q.id = b.question_id
       WHERE q.id = $1 AND b.cast_at >= q.closes_at`,
      { bind: [question.id], type: QueryTypes.SELECT },
    );
    assert.equal(Number(late?.n), 0);
  });

  it('takes no vote once a close has returned, whichever replica closed', async () => {
    const question = await ask(database(), { policy: 'browser' });
    let stopped = false;
    const voting = queues.map(async (_, index) => {
      for (let n = 0; !stopped; n += 1)
        await Promise.all(
          [1, 2, 3].map((m) =>
            cast(voteFor(question, [m % 3], { voter: voterKey(`${index} ${n} ${m}`) }), index),
          ),
        );
    });
    await eventually(async () => assert.ok((await ledgerOf(database(), question)).turnout > 0));
    await closeQuestion(replicas[1] as Database, question.slug);
    const { turnout } = await ledgerOf(database(), question);
    await new Promise((resolve) => setTimeout(resolve, 200));
    stopped = true;
    await Promise.all(voting);
    const after = await ledgerOf(database(), question);
    assert.deepEqual([after.turnout, after.ballots.length, after.voters], [turnout, turnout, turnout]);
    const [late] = await database().sequelize.query<{ n: string }>(
      `SELECT count(*) AS n FROM ballots b JOIN questions q ON q.id = b.question_id
       WHERE q.id = $1 AND b.cast_at >= q.closes_at`,
      { bind: [question.id], type: QueryTypes.SELECT },
    );
    assert.equal(Number(late?.n), 0);
  });
});
