import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { RankedOrder } from '#src/features/lists/ranked-order.ts';
import { deleteQuestion } from '#src/features/questions/delete-question.ts';
import { lightAccount } from '../../../test/support/light-account.ts';
import { createTestApp } from '../../../test/support/test-app.ts';
import { moveRankingDay } from './move-ranking-day.ts';
import { react } from './reaction-store.ts';

const PEOPLE = 3;

/** What the ranks follow from, kept beside the database. */
interface Told {
  id: number;
  slug: string;
  choice: number;
  /** Days since voting opened. */
  age: number;
  votes: number;
  reactions: (1 | -1 | 0)[];
}

const step = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'publish' } as const) },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('vote' as const),
      at: fc.nat(5),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('react' as const),
      at: fc.nat(5),
      person: fc.nat(PEOPLE - 1),
      value: fc.constantFrom('like', 'dislike', null),
    }),
  },
  { weight: 2, arbitrary: fc.constant({ kind: 'midnight' } as const) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('rank' as const), replicas: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), at: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('leave' as const), person: fc.nat(PEOPLE - 1) }) },
);

test('the stored rank equals a recomputation after every step of any history', async (t) => {
  const { app, database, published } = await createTestApp(t);
  const { sequelize } = database;
  let names = 0;
  const join = async () => {
    names += 1;
    const account = await lightAccount(database, {
      name: `p${names}`,
      password: 'correct horse',
      role: 'voter',
    });
    return account.id;
  };

  /** Everything one day later: what the database knows moves a day into the past. */
  const midnight = () =>
    sequelize.query(
      "UPDATE questions SET opens_at = opens_at - interval '1 day'; UPDATE ranking_day SET day = day - 1",
    );

  async function stored() {
    const rows = await new RankedOrder(sequelize).part(1000, {});
    return rows.map(({ id, key }) => ({ id, rank: Number(key) }));
  }

  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async (history) => {
      await sequelize.query(
        "DELETE FROM questions; UPDATE ranking_day SET day = (now() AT TIME ZONE 'UTC')::date",
      );
      const people = await Promise.all(Array.from({ length: PEOPLE }, join));
      let questions: Told[] = [];
      /** Days since ranking ran. */
      let stale = 0;
      for (const event of history) {
        const target = 'at' in event ? questions[event.at % Math.max(1, questions.length)] : undefined;
        if (event.kind === 'publish') {
          const { id, slug, choices } = await published({ text: `Question ${randomUUID()}` });
          questions.push({
            id,
            slug,
            choice: choices[0] ?? 0,
            age: 0,
            votes: 0,
            reactions: Array(PEOPLE).fill(0),
          });
        } else if (event.kind === 'midnight') {
          await midnight();
          stale += 1;
          for (const question of questions) question.age += 1;
        } else if (event.kind === 'rank') {
          const aged = questions.filter(({ age }) => age > 0 && age <= stale).length;
          const runs = await Promise.all(
            Array.from({ length: event.replicas }, () => moveRankingDay(sequelize)),
          );
          assert.deepEqual(
            runs.map((run) => run.aged).sort((a, b) => a - b),
            [...Array(runs.length - 1).fill(0), aged],
          );
          stale = 0;
        } else if (event.kind === 'leave') {
          const gone = people[event.person] ?? 0;
          await database.accounts.destroy({ where: { id: gone } });
          for (const question of questions) question.reactions[event.person] = 0;
          people[event.person] = await join();
        } else if (target && event.kind === 'vote') {
          const cast = () =>
            app.inject({
              method: 'POST',
              url: `/api/v1/questions/${target.slug}/votes`,
              payload: { choices: [target.choice] },
            });
          const answers = await Promise.all(Array.from({ length: event.count }, cast));
          for (const { statusCode } of answers) assert.equal(statusCode, 201);
          target.votes += event.count;
        } else if (target && event.kind === 'react') {
          // Sent twice at once, as somebody may who presses twice.
          const send = () => react(sequelize, target.id, people[event.person] ?? 0, event.value);
          await Promise.all([send(), send()]);
          target.reactions[event.person] = event.value === null ? 0 : event.value === 'like' ? 1 : -1;
        } else if (target && event.kind === 'delete') {
          await deleteQuestion(database, target.slug);
          questions = questions.filter((question) => question !== target);
        }
        const expected = questions
          .map(({ id, age, votes, reactions }) => ({
            id,
            rank:
              (age <= stale ? 10 : 0) +
              10 * votes +
              5 * reactions.filter((value) => value === 1).length -
              3 * reactions.filter((value) => value === -1).length,
          }))
          .sort((a, b) => b.rank - a.rank || b.id - a.id);
        assert.deepEqual(await stored(), expected);
      }
    }),
    { numRuns: 25 },
  );
});
