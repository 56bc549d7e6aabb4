import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { compareCounts, countBallots } from '#src/features/observatory/vote-counts.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

const counted = (id: string, ledger: number, [least, most] = [ledger, ledger]) => ({
  id,
  slug: `question-${id}`,
  text: `Question ${id}?`,
  ledger,
  least,
  most,
});
const gained = (id: string, value: number) => ({
  labels: { question_id: id, question: `question-${id}` },
  value,
});
const verdicts = (counts: ReturnType<typeof compareCounts>) =>
  counts.map(({ slug, ledger, counter, verdict }) => [slug, ledger, counter, verdict]);

test('counter and ledger are held against each other, those that differ first', () => {
  const ballots = [counted('1', 5), counted('2', 9, [7, 9]), counted('3', 2), counted('4', 0)];
  const increase = [gained('1', 5), gained('2', 8), gained('3', 1), gained('9', 4)];
  assert.deepEqual(verdicts(compareCounts(ballots, increase)), [
    ['question-3', 2, 1, 'differs'],
    ['question-2', 9, 8, 'underway'],
    ['question-1', 5, 5, 'equal'],
    ['question-9', 0, 4, 'deleted'],
  ]);
});

test('a counter that was never seen has counted nothing, and one that was not asked says nothing', () => {
  assert.deepEqual(verdicts(compareCounts([counted('1', 5)], [])), [['question-1', 5, 0, 'differs']]);
  assert.deepEqual(verdicts(compareCounts([counted('1', 5)], undefined)), [
    ['question-1', 5, undefined, undefined],
  ]);
});

test('ballots are counted within the window, with those a late counter may add or lack', async (t) => {
  const database = connectDatabase(await createTestDatabase(t), { poolSize: 2 });
  const to = new Date('2026-11-21T12:00:00Z');
  try {
    await database.sequelize.query(
      `INSERT INTO questions (slug, text, policy, state, opens_at)
       VALUES ('editor', 'Editor?', 'open', 'closed', now()), ('draft', 'Draft?', 'open', 'draft', NULL);
       ${['12:00:01', '12:00:00', '11:59:50', '10:00:00', '08:00:01', '08:00:00', '07:59:50', '07:59:40']
         .map((time) => `INSERT INTO ballots VALUES (gen_random_uuid(), 1, '{1}', '2026-11-21T${time}Z');`)
         .join('\n')}`,
    );
    assert.deepEqual(await countBallots(database.sequelize, to), [
      { id: '1', slug: 'editor', text: 'Editor?', ledger: 4, least: 2, most: 6 },
    ]);
  } finally {
    await database.close();
  }
});
