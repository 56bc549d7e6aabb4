import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from 'pg';
import { QuestionRows } from '#src/features/exports/question-rows.ts';
import { createTestDatabase } from '../../../test/support/database.ts';

test('rows of a question that was passed over are not lost unseen', async (t) => {
  const client = new Client(await createTestDatabase(t));
  await client.connect();
  await client.query(
    `INSERT INTO questions (slug, text, policy, state, opens_at)
     SELECT 'q' || n, 'Question ' || n, 'open', 'closed', now() FROM generate_series(1, 2) AS n;
     INSERT INTO choices (question_id, position, text, tally) VALUES (1, 0, 'a', 1), (2, 0, 'b', 1);
     INSERT INTO ballots VALUES (gen_random_uuid(), 1, '{1}', now()), (gen_random_uuid(), 2, '{2}', now())`,
  );
  try {
    const rows = new QuestionRows(client, [1, 2]);
    const count = async (id: number) => {
      let sum = 0;
      for await (const part of rows.of(id)) sum += part.count;
      return sum;
    };
    // As if the second one came first.
    assert.equal(await count(2), 0);
    assert.equal(await count(1), 1);
    await assert.rejects(rows.end(), ({ transient, cause }: { transient: boolean; cause: Error }) => {
      assert.equal(transient, true);
      assert.equal(cause.message, 'Rows came out of order.');
      return true;
    });
    assert.equal(await count(2), 1);
    await rows.end();
  } finally {
    await client.end();
  }
});
