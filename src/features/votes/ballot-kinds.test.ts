import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { connectDatabase, type Database } from '#src/database/database.ts';
import { DriverTransaction } from '#src/database/driver-transaction.ts';
import { holdBallots } from '#src/features/votes/hold-ballots.ts';
import { ask, entitle, ledgerOf, voteFor, voterKey } from '#src/features/votes/testing/ledger-fixture.ts';
import { recordVotes } from '#src/features/votes/vote-ledger.ts';
import { createTestDatabase } from '../../../test/support/database.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';

describe('ballots of every kind', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 4 });
    cleanup.after(() => database.close());
  });
  const record = async (...votes: Parameters<typeof recordVotes>[1]) => {
    const outcomes = await recordVotes(database.sequelize, votes);
    return votes.map(({ ballotId }) => outcomes.get(ballotId));
  };

  it('adds a vote with several choices to each of them and once to the turnout', async () => {
    const question = await ask(database, { kind: 'multiple', minChoices: 1, maxChoices: 2 });
    assert.deepEqual(await record(voteFor(question, [0, 2]), voteFor(question, [2])), ['counted', 'counted']);
    const { tally, turnout, rankings } = await ledgerOf(database, question);
    assert.deepEqual({ tally, turnout, rankings }, { tally: [1, 0, 2], turnout: 2, rankings: {} });
  });

  it('takes no more and no fewer choices than the question says, none twice and none of others', async () => {
    const question = await ask(database, { kind: 'multiple', minChoices: 2, maxChoices: 2 });
    const other = await ask(database);
    const wrong = [[0], [0, 1, 2], [1, 1], [2, 1], []].map((places) => voteFor(question, places));
    wrong.push(voteFor(question, [0], { choices: [question.choices[0] ?? 0, other.choices[0] ?? 0] }));
    assert.deepEqual(new Set(await record(...wrong)), new Set(['invalid']));
    const ranked = await ask(database, { kind: 'ranked', minChoices: 1, maxChoices: 3 });
    assert.deepEqual(await record(voteFor(ranked, [1, 0, 1])), ['invalid']);
    assert.equal((await ledgerOf(database, question)).turnout, 0);
  });

  it('adds a ranking to its first preference, and counts how often it was cast', async () => {
    const question = await ask(database, { kind: 'ranked', minChoices: 1, maxChoices: 3 });
    await record(voteFor(question, [2, 0, 1]), voteFor(question, [2, 0, 1]), voteFor(question, [1]));
    await record(voteFor(question, [2, 0, 1]));
    const { tally, turnout, rankings } = await ledgerOf(database, question);
    assert.deepEqual(
      { tally, turnout, rankings },
      { tally: [0, 1, 3], turnout: 4, rankings: { '2>0>1': 3, '1': 1 } },
    );
  });

  it('takes one vote for each credential that the question knows', async () => {
    const question = await ask(database, { policy: 'credential' });
    const [known, unknown] = [voterKey('known'), voterKey('unknown')];
    await entitle(database, question, [known]);
    assert.deepEqual(
      await record(
        voteFor(question, [0], { voter: known }),
        voteFor(question, [0], { voter: unknown }),
        voteFor(question, [0]),
      ),
      ['counted', 'unentitled', 'unentitled'],
    );
    assert.deepEqual(await record(voteFor(question, [1], { voter: known })), ['duplicate']);
    assert.deepEqual((await ledgerOf(database, question)).tally, [1, 0, 0]);
  });
});

describe('answers that can be changed', () => {
  const cleanup = suiteCleanup();
  let database: Database;
  before(async () => {
    database = connectDatabase(await createTestDatabase(cleanup), { poolSize: 4 });
    cleanup.after(() => database.close());
  });
  const [ada, bob] = [
    { voter: voterKey('ada'), changeable: true },
    { voter: voterKey('bob'), changeable: true },
  ];
  const outcomesOf = async (votes: Parameters<typeof recordVotes>[1]) => {
    const outcomes = await recordVotes(database.sequelize, votes);
    return votes.map(({ ballotId }) => outcomes.get(ballotId));
  };

  for (const kind of ['single', 'multiple', 'ranked'] as const)
    it(`puts the new ballot in the place of the old one: ${kind}`, async () => {
      const most = kind === 'single' ? 1 : 3;
      const question = await ask(database, { kind, maxChoices: most, policy: 'account', secret: false });
      const before = kind === 'single' ? [0] : [0, 1];
      const after = kind === 'single' ? [2] : [1, 2];
      assert.deepEqual(await outcomesOf([voteFor(question, before, ada), voteFor(question, before, bob)]), [
        'counted',
        'counted',
      ]);
      const change = voteFor(question, after, ada);
      assert.deepEqual(await outcomesOf([change]), ['changed']);
      assert.deepEqual(await outcomesOf([change]), ['replayed'], 'the same change sent again');
      const { ballots, tally, turnout, voters, rankings } = await ledgerOf(database, question);
      assert.deepEqual(ballots, [before.join('>'), after.join('>')]);
      assert.deepEqual({ turnout, voters }, { turnout: 2, voters: 2 });
      const expected = { single: [1, 0, 1], multiple: [1, 2, 1], ranked: [1, 1, 0] };
      assert.deepEqual(tally, expected[kind]);
      assert.deepEqual(rankings, kind === 'ranked' ? { '0>1': 1, '1>2': 1 } : {});
    });

  it('keeps the first answer where the vote may not change it, although the ballot is known', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    const { voter } = ada;
    assert.deepEqual(await outcomesOf([voteFor(question, [0], { voter })]), ['counted']);
    assert.deepEqual(await outcomesOf([voteFor(question, [1], { voter })]), ['duplicate']);
    assert.deepEqual((await ledgerOf(database, question)).tally, [1, 0, 0]);
  });

  it('changes what may be changed in the company of votes that may not', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    const open = await ask(database);
    await outcomesOf([voteFor(question, [0], ada), voteFor(question, [0], bob)]);
    const batch = [
      voteFor(question, [1], ada),
      voteFor(question, [1], { voter: bob.voter }),
      voteFor(open, [2]),
    ];
    assert.deepEqual(await outcomesOf(batch), ['changed', 'duplicate', 'counted']);
    assert.deepEqual((await ledgerOf(database, question)).tally, [1, 1, 0]);
  });

  it('passes the gates of its whole batch before it holds a question', async () => {
    // Who holds a question and then waits at its gate would wait for a close that waits for the question.
    const asked = [
      await ask(database, { policy: 'account', secret: false }),
      await ask(database),
      await ask(database),
    ];
    const batch = asked.slice(0, 2).map((question) => voteFor(question, [0], ada));
    const transaction = await DriverTransaction.begin(database.sequelize);
    try {
      await holdBallots(transaction, batch.slice(0, 1), batch);
      const passed = await transaction.query<{ id: number }>(
        {
          text: `SELECT objid::int AS id FROM pg_locks
                 WHERE locktype = 'advisory' AND mode = 'ShareLock' AND granted AND pid = pg_backend_pid() ORDER BY id`,
        },
        [],
      );
      assert.deepEqual(
        passed.map(({ id }) => id),
        batch.map(({ questionId }) => questionId),
      );
    } finally {
      await transaction.rollback();
    }
  });

  it('takes no answer of nobody', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    assert.deepEqual(await outcomesOf([voteFor(question, [0], { changeable: true })]), ['unentitled']);
    assert.equal((await ledgerOf(database, question)).turnout, 0);
  });

  it('takes one of several answers that one voter gives in one batch', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    const answers = [0, 1, 2].map((place) => voteFor(question, [place], ada));
    assert.deepEqual((await outcomesOf(answers)).sort(), ['counted', 'duplicate', 'duplicate']);
    const changes = [0, 1, 2].map((place) => voteFor(question, [place], ada));
    assert.deepEqual((await outcomesOf(changes)).sort(), ['changed', 'duplicate', 'duplicate']);
    const { turnout, ballots, tally } = await ledgerOf(database, question);
    assert.deepEqual([turnout, ballots.length, tally.reduce((a, b) => a + b)], [1, 1, 1]);
  });

  it('changes nothing once the question is closed, nor where it is secret', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    await outcomesOf([voteFor(question, [0], ada)]);
    await database.questions.update({ closesAt: new Date() }, { where: { id: question.id } });
    assert.deepEqual(await outcomesOf([voteFor(question, [1], ada)]), ['closed']);
    const secret = await ask(database, { policy: 'account' });
    await outcomesOf([voteFor(secret, [0], ada)]);
    assert.deepEqual(await outcomesOf([voteFor(secret, [1], ada)]), ['duplicate']);
    assert.deepEqual((await ledgerOf(database, question)).tally, [1, 0, 0]);
    assert.deepEqual((await ledgerOf(database, secret)).tally, [1, 0, 0]);
  });

  it('leaves the later answer where an earlier one arrives again', async () => {
    const question = await ask(database, { policy: 'account', secret: false });
    const receipt = { hash: voterKey(randomUUID()), sealed: Buffer.from('first') };
    const first = voteFor(question, [0], { ...ada, receipt });
    await outcomesOf([first]);
    await outcomesOf([voteFor(question, [2], ada)]);
    assert.deepEqual(await outcomesOf([first]), ['replayed']);
    const other = voteFor(question, [1], {
      ...ada,
      ballotId: first.ballotId,
      receipt: { ...receipt, sealed: Buffer.from('other') },
    });
    assert.deepEqual(await outcomesOf([other]), ['conflict']);
    const { ballots, tally, turnout } = await ledgerOf(database, question);
    assert.deepEqual({ ballots, tally, turnout }, { ballots: ['2'], tally: [0, 0, 1], turnout: 1 });
    // Beside a new answer it takes nobody's turn.
    const late = voteFor(question, [1], ada);
    assert.deepEqual(await outcomesOf([first, late]), ['replayed', 'changed']);
  });
});
