import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectDatabase } from '#src/database/database.ts';
import { compareCounts, countBallots } from '#src/features/observatory/vote-counts.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

const counted = (id: string, ledger: number, [least, most] = [ledger, ledger], changeable = false) => ({
  id,
  changeable,
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
  counts.map(({ slug, text, ledger, counter, verdict }) => [slug ?? text, ledger, counter, verdict]);

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

test('a changed answer has a new time, and was counted before: the counter may have less, not more', () => {
  const ballots = [
    counted('1', 3, [3, 3], true),
    counted('2', 4, [3, 4], true),
    counted('3', 2, [2, 3], true),
    counted('4', 1),
  ];
  const increase = [gained('1', 1), gained('2', 3), gained('3', 4)];
  assert.deepEqual(verdicts(compareCounts(ballots, increase)), [
    ['question-3', 2, 4, 'differs'],
    ['question-4', 1, 0, 'differs'],
    ['question-2', 4, 3, 'underway'],
    ['question-1', 3, 1, 'changed'],
  ]);
});

test('votes past the cap of labels are held against what is counted under `other`', () => {
  const ballots = [counted('1', 5), counted('2', 4), counted('3', 7, [7, 8]), counted('4', 2, [2, 2], true)];
  const increase = (others: number) => [
    ...[gained('1', 5), gained('2', 1), gained('other', others)],
    { labels: { question_id: '9', question: 'question-9' }, value: 6 },
  ];
  assert.deepEqual(verdicts(compareCounts(ballots, increase(12))), [
    ['other', 10, 12, 'capped'],
    ['question-3', 7, 0, 'capped'],
    ['question-1', 5, 5, 'equal'],
    ['question-2', 4, 1, 'capped'],
    ['question-4', 2, 0, 'capped'],
    ['question-9', 0, 6, 'deleted'],
  ]);
  // 10 are missing at least; at most one more of a late counter, and two that may be changed answers.
  for (const [others, verdict] of [
    [9, 'differs'],
    [10, 'capped'],
    [13, 'capped'],
    [14, 'differs'],
  ] as const) {
    const found = compareCounts(ballots, increase(others)).find(({ text }) => text === 'other');
    assert.equal(found?.verdict, verdict, String(others));
  }
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
      { id: '1', slug: 'editor', text: 'Editor?', changeable: false, ledger: 4, least: 2, most: 6 },
    ]);
  } finally {
    await database.close();
  }
});
