import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { QueryTypes } from 'sequelize';
import { listingStatement } from '#src/features/lists/listing-statement.ts';
import { readWords } from '#src/features/lists/search-words.ts';
import { countShelves, shelfStatement, shelves } from '#src/features/questions/desk-shelves.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const MANY = 6000;
/** Rows that a page may look at: what it shows, one or two of each part, and what an index gives without need. */
const FEW = 400;

interface Plan {
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  'Rows Removed by Index Recheck'?: number;
  Plans?: Plan[];
}

/** Rows that the leaves of a plan looked at. */
function rowsRead(plan: Plan): number {
  if (plan.Plans) return plan.Plans.reduce((sum, child) => sum + rowsRead(child), 0);
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0);
  return (plan['Actual Rows'] + removed) * plan['Actual Loops'];
}

describe('a page of a list among thousands of questions', () => {
  const cleanup = suiteCleanup();
  let test: TestApp;
  before(async () => {
    test = await createTestApp(cleanup);
    await test.organiser('ada');
    await test.organiser('grace');
    const { sequelize } = test.database;
    await sequelize.query(
      `INSERT INTO questions (slug, text, policy, state, opens_at, author_id)
      SELECT 'q-' || n, 'Which of these, of question ' || n || '?', 'open',
        CASE WHEN n % 3 = 0 THEN 'closed' ELSE 'open' END, now() - n * interval '1 minute', 1
      FROM generate_series(1, ${MANY}) n;
      INSERT INTO choices (question_id, position, text) SELECT id, n, 'Answer ' || n FROM questions, generate_series(0, 1) n;
      UPDATE questions SET archived_at = now() WHERE id % 5 = 0`,
    );
    await sequelize.query('VACUUM ANALYZE questions');
    await sequelize.query('VACUUM ANALYZE choices');
  });

  async function read({ text, bind }: { text: string; bind: unknown[] }): Promise<number> {
    const [row] = await test.database.sequelize.query<{ 'QUERY PLAN': [{ Plan: Plan }] }>(
      `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`,
      { bind, type: QueryTypes.SELECT },
    );
    assert.ok(row);
    return rowsRead(row['QUERY PLAN'][0].Plan);
  }

  for (const authorId of [1, 2, null]) {
    for (const shelf of shelves) {
      it(`looks at few: shelf ${shelf} of ${authorId ?? 'everybody'}, at its beginning, deep in it, and back`, async () => {
        for (const place of [{}, { below: 60 }, { below: MANY / 2 }, { above: MANY - 60 }, { above: 60 }]) {
          const rows = await read(shelfStatement({ authorId, search: '' }, shelf, { limit: 21, ...place }));
          assert.ok(rows <= FEW, `${rows} rows for ${JSON.stringify(place)}`);
        }
      });
    }
  }

  it('looks at few of the newest, and of those with a word that all have', async () => {
    const { sequelize } = test.database;
    const [deep] = await sequelize.query<{ key: string; id: number }>(
      'SELECT opens_at::text AS key, id FROM questions WHERE id = $1',
      { bind: [MANY - 100], type: QueryTypes.SELECT },
    );
    for (const search of ['', 'which', 'answer', 'question 5999', 'nowhere']) {
      const words = await readWords(
        (text, bind) => sequelize.query(text, { bind, type: QueryTypes.SELECT }),
        search,
      );
      for (const after of [undefined, deep]) {
        const rows = await read(listingStatement({ order: 'newest', words, limit: 11, after }));
        assert.ok(rows <= FEW, `${rows} rows for “${search}”`);
      }
    }
  });

  it('counts as far as it says', async () => {
    const counts = await countShelves(test.database.sequelize, { authorId: 1, search: '' });
    const archived = MANY / 5;
    assert.deepEqual(counts.archived, { count: 1000, more: true }, `${archived} are archived`);
    assert.deepEqual(counts.open, { count: 1000, more: true });
    assert.deepEqual(counts.scheduled, { count: 0, more: false });
    const rare = await countShelves(test.database.sequelize, { authorId: 1, search: 'question 5999' });
    assert.deepEqual(rare.current, { count: 1, more: false });
    const nobody = await countShelves(test.database.sequelize, { authorId: 2, search: '' });
    assert.deepEqual(nobody.current, { count: 0, more: false });
  });
});
