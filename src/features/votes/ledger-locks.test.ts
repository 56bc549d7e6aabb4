import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes, type Transaction } from 'sequelize';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { editQuestion, QuestionRefused } from '#src/features/questions/edit-question.ts';
import { findQuestion, replaceChoices } from '#src/features/questions/question-store.ts';
import { holdCrowds, lockQuestion } from '#src/features/questions/vote-gate.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';
import { type Asked, ask, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { query } from '../../../test/support/embedded.ts';
import { eventually } from '../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

/** So many that no order comes about by chance. */
const MANY = 12;

describe('a batch of votes', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    const url = await createTestDatabase(cleanup);
    // Otherwise questions come in order by how they happen to be joined with their gates.
    for (const plan of ['hashjoin', 'mergejoin', 'indexscan', 'bitmapscan'])
      await query(url, `ALTER DATABASE ${new URL(url).pathname.slice(1)} SET enable_${plan} = off`);
    database = connectDatabase(url, { poolSize: 5 });
    cleanup.after(() => database.close());
  });

  const askMany = async (...input: Parameters<typeof ask> extends [unknown, ...infer R] ? R : never) => {
    const asked: Asked[] = [];
    for (let n = 0; n < MANY; n += 1) asked.push(await ask(database, ...input));
    return asked;
  };

  /** What the one who waits for a lock waits for and how many advisory locks it has, once there is one. */
  const waiting = () =>
    eventually(async () => {
      const [row] = await database.sequelize.query<{ awaited: number | null; held: number }>(
        `SELECT (SELECT objid::int FROM pg_locks w WHERE w.pid = a.pid AND locktype = 'advisory' AND NOT granted) AS awaited,
           (SELECT count(*)::int FROM pg_locks h WHERE h.pid = a.pid AND locktype = 'advisory' AND granted) AS held
         FROM pg_stat_activity a WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        { type: QueryTypes.SELECT },
      );
      return row ?? assert.fail('nobody waits');
    });

  /** Records votes beside somebody who holds what `hold` takes until they wait for it and `meanwhile` is done. */
  async function besides(
    votes: readonly CastVote[],
    hold: (holder: Transaction) => Promise<unknown>,
    meanwhile: (holder: Transaction) => Promise<unknown>,
  ) {
    const holder = await database.sequelize.transaction();
    let recording: ReturnType<typeof recordVotes> | undefined;
    try {
      await hold(holder);
      recording = recordVotes(database.sequelize, votes);
      // Whoever fails first, it is told below.
      recording.catch(() => undefined);
      await meanwhile(holder);
    } finally {
      await holder.commit();
    }
    const outcomes = await recording;
    return votes.map(({ ballotId }) => outcomes.get(ballotId));
  }

  const run = (sql: string, bind: unknown[], transaction: Transaction) =>
    database.sequelize.query(sql, { bind, transaction });
  const crowdsHeld = (ids: number[]) => (holder: Transaction) => run(holdCrowds.text, [ids], holder);

  it('waits for who adds voters to the same question, and for nobody else', async () => {
    // The open one first: who takes its lock takes it before the other's.
    const [open, limited] = [await ask(database), await ask(database, { policy: 'browser' })];
    const other = await database.sequelize.transaction();
    try {
      await crowdsHeld([open.id])(other);
      const votes = [voteFor(open, [0]), voteFor(limited, [0], { voter: voterKey('patient') })];
      const outcomes = await besides(votes, crowdsHeld([limited.id]), async () =>
        assert.equal((await waiting()).awaited, limited.id),
      );
      assert.deepEqual(outcomes, ['counted', 'counted']);
    } finally {
      await other.rollback();
    }
  });

  it('waits for the first of its questions before it takes any other', async () => {
    const asked = await askMany({ policy: 'browser' });
    const votes = asked
      .toReversed()
      .map((question) => voteFor(question, [0], { voter: voterKey('everywhere') }));
    const [first = assert.fail()] = asked;
    await besides(votes, crowdsHeld([first.id]), async () =>
      assert.deepEqual(await waiting(), { awaited: first.id, held: 0 }),
    );
  });

  const shapes = [
    ['an open question', {}, {}],
    ['a question with one vote a voter', { policy: 'browser' }, { voter: voterKey('late') }],
    [
      'a question whose answers may change',
      { policy: 'account', secret: false },
      { voter: voterKey('late'), changeable: true },
    ],
  ] as const;

  for (const [name, input, fields] of shapes)
    it(`that came to the gate of ${name} while it closed is not counted`, async () => {
      const question = await ask(database, input);
      const outcomes = await besides(
        [voteFor(question, [0], fields)],
        async (holder) => {
          const locked = await lockQuestion(database, question.slug, holder);
          await locked?.update({ state: 'closed', closesAt: new Date() }, { transaction: holder });
        },
        waiting,
      );
      assert.deepEqual(outcomes, ['closed']);
      assert.equal((await ledgerOf(database, question)).turnout, 0);
    });

  for (const [name, input, fields] of shapes)
    it(`that came to the gate of ${name} as its end was put off is counted, also past the end that was meant first`, async () => {
      const question = await ask(database, input);
      const [opensAt, closesAt] = [2, 1].map((minutes) => new Date(Date.now() - minutes * 60_000)) as [
        Date,
        Date,
      ];
      await database.questions.update({ opensAt, closesAt }, { where: { id: question.id } });
      const outcomes = await besides(
        [voteFor(question, [0], fields)],
        async (holder) => {
          const locked = await lockQuestion(database, question.slug, holder);
          await locked?.update({ closesAt: null }, { transaction: holder });
        },
        waiting,
      );
      assert.deepEqual(outcomes, ['counted']);
      assert.equal((await ledgerOf(database, question)).turnout, 1);
    });

  for (const [name, input, fields] of shapes)
    it(`that came to the gate of ${name} while it was corrected is not counted`, async () => {
      const question = await ask(database, input);
      const outcomes = await besides(
        [voteFor(question, [0], fields)],
        async (holder) => {
          const locked = await lockQuestion(database, question.slug, holder);
          const choicesFrom = await replaceChoices(database, question.id, ['b', 'a', 'c'], holder);
          await locked?.update({ choicesFrom }, { transaction: holder });
        },
        waiting,
      );
      assert.deepEqual(outcomes, ['invalid']);
      const { ballots, turnout, voters } = await ledgerOf(database, question);
      assert.deepEqual([ballots, turnout, voters], [[], 0, 0]);
    });

  it('and a correction at the same moment never both win', async () => {
    let [counted, corrected] = [0, 0];
    for (let round = 0; round < 60; round += 1) {
      const question = await ask(database);
      const vote = voteFor(question, [0]);
      const late = sleep(Math.random() * 4);
      const correction = () =>
        editQuestion(database, question.slug, { text: 'Another?' }).then(
          () => true,
          (error) => error instanceof QuestionRefused && error.locked.includes('text') && false,
        );
      const [outcomes, done] = await Promise.all([
        round % 2
          ? recordVotes(database.sequelize, [vote])
          : late.then(() => recordVotes(database.sequelize, [vote])),
        round % 2 ? late.then(correction) : correction(),
      ]);
      const outcome = outcomes.get(vote.ballotId);
      assert.equal(outcome, done ? 'invalid' : 'counted');
      const stored = await findQuestion(database, question.slug);
      const { tally } = await ledgerOf(database, question);
      assert.deepEqual(tally, done ? [0, 0, 0] : [1, 0, 0]);
      assert.equal(stored?.text === 'Another?', done);
      if (done) corrected += 1;
      else counted += 1;
    }
    assert.ok(counted > 0 && corrected > 0, `${counted} votes and ${corrected} corrections won`);
  });

  it('passes the gates of its questions in one order', async () => {
    const asked = await askMany();
    const votes = asked.toReversed().map((question) => voteFor(question, [0]));
    const [first = assert.fail()] = asked;
    await besides(
      votes,
      (holder) => lockQuestion(database, first.slug, holder),
      async () => assert.deepEqual(await waiting(), { awaited: first.id, held: 0 }),
    );
  });

  for (const limited of [false, true])
    it(`takes ballots in one order${limited ? ', in the company of voters' : ''}`, async () => {
      // The first question has the last ballots, so no order of questions is one of ballots.
      const questions = [await ask(database), await ask(database)];
      const ids = Array.from({ length: MANY }, () => randomUUID())
        .sort()
        .reverse();
      const votes = ids.map((ballotId, place) =>
        voteFor(questions[place < MANY / 2 ? 0 : 1] as Asked, [0], { ballotId }),
      );
      const company = voteFor(await ask(database, { policy: 'browser' }), [0], { voter: voterKey('one') });
      const add = (place: number) => async (holder: Transaction) => {
        const { ballotId, questionId, choices } = votes.at(place) ?? assert.fail();
        const values = [ballotId, questionId, choices];
        await run(
          'INSERT INTO ballots (id, question_id, choices, cast_at) VALUES ($1, $2, $3, now())',
          values,
          holder,
        );
      };
      const outcomes = await besides(limited ? [...votes, company] : votes, add(-1), async (holder) => {
        await waiting();
        for (let place = 0; place < MANY - 1; place += 1) await add(place)(holder);
      });
      assert.deepEqual(new Set(outcomes.slice(0, MANY)), new Set(['replayed']));
    });

  for (const [name, input, fields] of [
    ['its questions', {}, {}],
    [
      'questions whose answers may change',
      { policy: 'account', secret: false },
      { voter: voterKey('fickle'), changeable: true },
    ],
  ] as const)
    it(`holds ${name} in the order in which they close`, async () => {
      const asked = await askMany(input);
      const [first = assert.fail()] = asked;
      const take = (questions: readonly Asked[]) => async (holder: Transaction) => {
        for (const { id } of questions)
          await run('UPDATE questions SET updated_at = now() WHERE id = $1', [id], holder);
      };
      // Who has answered before has an answer to be held.
      await recordVotes(
        database.sequelize,
        asked.map((question) => voteFor(question, [1], fields)),
      );
      // In the table it stands behind the others now.
      await database.sequelize.transaction(take([first]));
      const votes = asked.toReversed().map((question) => voteFor(question, [0], fields));
      const outcomes = await besides(votes, take([first]), async (holder) => {
        await waiting();
        await take(asked.slice(1))(holder);
      });
      assert.deepEqual(new Set(outcomes), new Set(['changeable' in fields ? 'changed' : 'counted']));
    });

  it('takes turnouts in one order', async () => {
    const asked = await askMany();
    const votes = () => asked.toReversed().map((question) => voteFor(question, [0]));
    await recordVotes(database.sequelize, votes());
    const take = (questions: readonly Asked[]) => async (holder: Transaction) => {
      for (const { id } of questions)
        await run('SELECT FROM turnouts WHERE question_id = $1 FOR UPDATE', [id], holder);
    };
    const outcomes = await besides(votes(), take(asked.slice(0, 1)), async (holder) => {
      await waiting();
      await take(asked.slice(1))(holder);
    });
    assert.deepEqual(new Set(outcomes), new Set(['counted']));
  });
});
