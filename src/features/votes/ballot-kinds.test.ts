import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
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

  it('counts rankings of ranked questions alone, in the company of others', async () => {
    const [ranked, single] = [
      await ask(database, { kind: 'ranked', minChoices: 1, maxChoices: 3 }),
      await ask(database),
    ];
    assert.deepEqual(await record(voteFor(ranked, [1, 0]), voteFor(single, [2])), ['counted', 'counted']);
    assert.deepEqual((await ledgerOf(database, ranked)).rankings, { '1>0': 1 });
    assert.deepEqual((await ledgerOf(database, single)).rankings, {});
  });

  it('knows a vote again in the company of new ones', async () => {
    const [open, limited] = [await ask(database), await ask(database, { policy: 'browser' })];
    const known = voteFor(open, [0]);
    assert.deepEqual(await record(known), ['counted']);
    const fresh = voteFor(limited, [0], { voter: voterKey('fresh') });
    assert.deepEqual(await record(known, fresh), ['replayed', 'counted']);
    assert.equal((await ledgerOf(database, open)).turnout, 1);
  });

  it('says of a question that takes no votes yet nothing but that it takes none', async () => {
    const soon = await ask(database, { policy: 'account', opensAt: new Date(Date.now() + 3_600_000) });
    const draft = await ask(database, { policy: 'account' });
    await database.questions.update({ state: 'draft', opensAt: null }, { where: { id: draft.id } });
    assert.deepEqual(await record(voteFor(soon, [0]), voteFor(draft, [0])), ['unknown', 'unknown']);
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
    await entitle(database, await ask(database, { policy: 'credential' }), [unknown]);
    assert.deepEqual(await record(voteFor(question, [0, 1], { voter: known })), ['invalid']);
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

  it('leaves the rankings of others where one changes, and those of other questions', async () => {
    const input = { kind: 'ranked', maxChoices: 3, policy: 'account', secret: false } as const;
    const [question, other] = [await ask(database, input), await ask(database, input)];
    const eve = { voter: voterKey('eve'), changeable: true };
    const cast = [
      voteFor(question, [0, 1], ada),
      voteFor(question, [1, 2], bob),
      voteFor(question, [2], eve),
    ];
    await outcomesOf([...cast, voteFor(other, [0, 1], ada), voteFor(other, [0, 1], bob)]);
    assert.deepEqual(await outcomesOf([voteFor(question, [1, 2], ada)]), ['changed']);
    assert.deepEqual((await ledgerOf(database, question)).rankings, { '1>2': 2, '2': 1 });
    assert.deepEqual((await ledgerOf(database, other)).rankings, { '0>1': 2 });
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
          name: 'gates-passed',
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

  it('holds the questions whose answers may change, and no other', async () => {
    const [question, other] = [
      await ask(database, { policy: 'account', secret: false }),
      await ask(database),
    ];
    const votes = [voteFor(question, [0], ada)];
    const transaction = await DriverTransaction.begin(database.sequelize);
    try {
      await holdBallots(transaction, votes, [...votes, voteFor(other, [0])]);
      const free = await database.sequelize.query<{ id: number }>(
        'SELECT id FROM questions WHERE id IN ($1, $2) FOR NO KEY UPDATE SKIP LOCKED',
        { bind: [question.id, other.id], type: QueryTypes.SELECT },
      );
      assert.deepEqual(free, [{ id: other.id }]);
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
