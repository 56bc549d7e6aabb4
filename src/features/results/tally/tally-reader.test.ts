import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import { eventually } from '../../../../test/support/eventually.ts';
import { suiteCleanup } from '../../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../../test/support/test-app.ts';
import { fillLedger } from '../testing/fill-ledger.ts';
import { AT_ONCE } from './add-rankings.ts';
import { instantRunoff } from './instant-runoff.ts';
import { contendersOf, lotOf } from './lot.ts';
import { Preferences, type Ranking } from './preferences.ts';
import type { Tally, TallyOf } from './read-tally.ts';
import { TallyReader } from './tally-reader.ts';

describe('a tally for many readers', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
  });

  async function asked(text: string): Promise<TallyOf & { choices: number[] }> {
    return { kind: 'single', ...(await test.published({ text })) };
  }

  it('is read once for all who come while it is read, and then anew', async () => {
    const reader = new TallyReader(test.database);
    const question = await asked('How often is it read?');
    const first = reader.read(question);
    const [second, third] = [reader.read(question), reader.read(question)];
    assert.notEqual(second, first, 'who comes later may have seen later votes');
    assert.equal(third, second);
    const [one, two] = await Promise.all([first, second]);
    assert.ok(two.asOf >= one.asOf);
    await fillLedger(test.database, question.id, [[question.choices.slice(0, 1), 3]]);
    assert.equal((await reader.read(question)).total, 3);
  });

  it('of more rankings than are read at once is that of all of them, at one moment', async (t) => {
    const texts = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];
    for (const many of [AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE]) {
      const { id, slug, choices } = await test.published({
        text: `${many} rankings?`,
        kind: 'ranked',
        choices: texts,
        maxChoices: texts.length,
      });
      const rankings = Array.from({ length: many }, (_, index): Ranking => {
        const left = [...choices];
        const order: number[] = [];
        // The index, written to a base that falls by one with each place, is a permutation.
        for (let rest = 11 * index; left.length > 0; ) {
          const size = left.length;
          order.push(...left.splice(rest % size, 1));
          rest = Math.floor(rest / size);
        }
        return { choices: order, ballots: 1 + (index % 7) };
      });
      await test.database.sequelize.query(
        'INSERT INTO rankings SELECT $1, r::integer[], b FROM unnest($2::text[], $3::integer[]) AS u (r, b)',
        {
          bind: [
            id,
            rankings.map((ranking) => `{${ranking.choices.join()}}`),
            rankings.map(({ ballots }) => ballots),
          ],
        },
      );
      const { sequelize } = test.database;
      const query = sequelize.query.bind(sequelize);
      const { mock } = t.mock.method(
        sequelize,
        'query',
        async (...[sql, options]: Parameters<typeof query>) => {
          // Votes that come while it is read are those of the next reading.
          if (String(sql).startsWith('DECLARE'))
            await query(
              `UPDATE rankings SET ballots = ballots + 1000 * choices[1] WHERE question_id = ${id}`,
            );
          return query(sql, options);
        },
      );
      const { runoff } = await new TallyReader(test.database).read({ id, slug, kind: 'ranked' });
      mock.restore();
      const contenders = contendersOf(
        slug,
        texts.map((text, index) => ({ id: choices[index] ?? 0, text })),
      );
      assert.ok((runoff?.rounds.length ?? 0) > 3);
      assert.deepEqual(runoff, instantRunoff(Preferences.of(contenders, rankings)));
    }
  });

  it('is as of the moment its reading began, by the clock of the database', async () => {
    const reader = new TallyReader(test.database);
    const question = await asked('As of when?');
    const { sequelize } = test.database;
    const transaction = await sequelize.transaction();
    let reading: Promise<Tally>;
    let before: Date | undefined;
    try {
      await sequelize.query('LOCK TABLE turnouts', { transaction });
      reading = reader.read(question);
      await eventually(async () => {
        const [waiting] = await sequelize.query<{ now: Date }>(
          "SELECT clock_timestamp() AS now FROM pg_locks WHERE relation = 'turnouts'::regclass AND NOT granted",
          { type: QueryTypes.SELECT },
        );
        before = (waiting ?? assert.fail('nobody waits')).now;
      });
    } finally {
      await transaction.commit();
    }
    const { asOf } = await reading;
    assert.ok(before && asOf <= before, `${asOf.toISOString()} is after ${before?.toISOString()}`);
  });

  it('is shown a while where reading it takes long, and never an old one as final', async (t) => {
    let now = 0;
    let took = 0;
    let reads = 0;
    let ballots = '1000';
    let asOf = new Date('2026-11-22T10:00:00Z');
    t.mock.method(performance, 'now', () => now);
    const query = async () => {
      now += took;
      reads += 1;
      return [{ now: asOf, ballots, choices: [], rankings: [] }];
    };
    const reader = new TallyReader({ sequelize: { query } } as unknown as Database);
    const times = { state: 'open', opensAt: null, closesAt: null } as const;
    const open = { id: 1, slug: 'long', kind: 'ranked', ...times } as const;
    now = 1000;
    took = 49;
    await reader.recent(open);
    await reader.recent(open);
    assert.equal(reads, 2, 'what is read fast is read anew');
    took = 50;
    assert.equal(await reader.recent(open), await reader.recent(open));
    now += 150;
    took = 100;
    ballots = '999';
    assert.notEqual(
      await reader.recent(open),
      await reader.recent(open),
      'few ballots are not what takes long',
    );
    ballots = '1000';
    const first = await reader.recent(open);
    took = 0;
    now += 299;
    assert.equal(await reader.recent(open), first);
    now += 1;
    assert.notEqual(await reader.recent(open), first, 'its while is over');
    took = 100;
    const second = await reader.recent(open);
    took = 0;
    await reader.read(open);
    assert.notEqual(await reader.recent(open), second, 'there is a newer one');
    took = 100;
    await reader.recent(open);
    const closed = { ...open, state: 'closed', closesAt: new Date(asOf.getTime() + 1) } as const;
    assert.notEqual(await reader.recent(closed), first, 'the last vote may be missing');
    took = 100;
    asOf = new Date(closed.closesAt.getTime() + 60_000);
    const atClose = await reader.recent(closed);
    assert.notEqual(await reader.recent(closed), atClose);
    const forEver = { ...closed, closesAt: null };
    assert.notEqual(await reader.recent(forEver), await reader.recent(forEver));
    asOf = new Date(closed.closesAt.getTime() + 60_001);
    const settled = await reader.recent(closed);
    assert.equal(await reader.recent(closed), settled);
    assert.notEqual(await reader.read(closed), settled, 'who asks for what is now gets it');
    now += 301;
    assert.notEqual(await reader.recent(closed), settled);
  });

  it('is that of the question asked for', async () => {
    const reader = new TallyReader(test.database);
    const [tea, milk] = [await asked('Tea?'), await asked('Milk?')];
    await fillLedger(test.database, milk.id, [[milk.choices.slice(0, 1), 2]]);
    const [first, other] = await Promise.all([reader.read(tea), reader.read(milk)]);
    assert.deepEqual([first.total, other.total], [0, 2]);
    assert.deepEqual(Object.keys(first).sort(), ['asOf', 'choices', 'total'], 'nothing of other kinds');
  });

  it('has choices in the order of the organiser, and every ranking of its own question alone', async () => {
    const kind = 'ranked';
    const asking = (text: string) =>
      test.published({ text, kind, choices: ['A', 'B', 'C'], minChoices: 1, maxChoices: 3 });
    const [one, other] = [await asking('One order?'), await asking('Another?')];
    const [a = 0, b = 0, c = 0] = one.choices;
    const fill = (id: number, ...rankings: number[][]) =>
      fillLedger(
        test.database,
        id,
        rankings.map((choices) => [choices, 1]),
        { ranked: true },
      );
    await fill(one.id, [b, a], [c], [c, a]);
    await fill(other.id, ...other.choices.map((choice) => [choice]));
    const { id, slug } = one;
    const { runoff, choices } = await new TallyReader(test.database).read({ id, slug, kind });
    assert.deepEqual(
      [runoff?.winner, runoff?.rounds],
      [
        c,
        [
          {
            standing: [
              { id: c, votes: 2 },
              { id: b, votes: 1 },
              { id: a, votes: 0 },
            ],
            exhausted: 0,
          },
        ],
      ],
    );
    assert.deepEqual(
      choices.map(({ text }) => text),
      ['A', 'B', 'C'],
    );
    await test.database.sequelize.query(
      `UPDATE choices SET position = 10 - position WHERE question_id = ${other.id}`,
    );
    const turned = await new TallyReader(test.database).read({ id: other.id, slug: other.slug, kind });
    assert.deepEqual(
      turned.choices.map(({ text }) => text),
      ['C', 'B', 'A'],
    );
    const lots = ['A', 'B', 'C'].map((text) => lotOf(other.slug, text));
    const lowest = lots.indexOf(lots.toSorted()[0] ?? '');
    assert.deepEqual(turned.runoff?.rounds[0]?.eliminated?.choices, [other.choices[lowest]]);
  });

  it('is read together with those of others, but for rankings', async (t) => {
    const reader = new TallyReader(test.database);
    const [one, two, three] = [await asked('One?'), await asked('Two?'), await asked('Three?')];
    await fillLedger(test.database, two.id, [[two.choices.slice(0, 1), 5]]);
    const { mock } = t.mock.method(test.database.sequelize, 'query');
    const ranked = { ...two, id: 2 ** 31 - 1, kind: 'ranked' as const };
    const tallies = await Promise.all([one, two, three, ranked].map((question) => reader.read(question)));
    assert.deepEqual(
      tallies.map(({ total }) => total),
      [0, 5, 0, 0],
    );
    assert.equal(mock.callCount(), 2);
  });

  it('is of nobody and nothing where the question is gone', async () => {
    const gone = { id: 2 ** 31 - 1, slug: 'gone' };
    const read = async (kind: TallyOf['kind']) => {
      const { asOf, ...tally } = await new TallyReader(test.database).read({ ...gone, kind });
      assert.ok(asOf instanceof Date);
      return tally;
    };
    assert.deepEqual(await read('single'), { total: 0, choices: [] });
    assert.deepEqual(await read('ranked'), {
      total: 0,
      choices: [],
      runoff: { rounds: [], winner: undefined },
    });
    assert.deepEqual(await read('rating'), {
      total: 0,
      choices: [],
      rating: { mean: undefined, median: undefined },
    });
  });

  it('is read again after a reading that failed', async () => {
    const reader = new TallyReader(test.database);
    const question = await asked('Does it come back?');
    // No integer of PostgreSQL.
    const broken = { ...question, id: 2 ** 40 };
    const [first, second] = [reader.read(broken), reader.read(broken)];
    await Promise.all([assert.rejects(first), assert.rejects(second)]);
    await assert.rejects(reader.read(broken));
    assert.equal((await reader.read(question)).total, 0);
  });
});
