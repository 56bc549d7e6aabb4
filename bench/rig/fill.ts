import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';

const FILL = `
  WITH answers AS (
    SELECT array_agg(c.id ORDER BY c.id) AS ids, array_agg(question_id ORDER BY c.id) AS questions
    FROM choices c JOIN questions q ON q.id = question_id WHERE q.slug LIKE $1 || '-%'
  ), inserted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    -- Ids all over the range of what ids can be, as votes have them, and in order, which fills the index page by page.
    SELECT (lpad(to_hex(n * ((1::bigint << 60) / $2)), 15, '0') || substr(md5(n::text || $1), 16))::uuid,
      questions[n % cardinality(ids) + 1], ARRAY[ids[n % cardinality(ids) + 1]],
      now() - interval '1 hour' + n * (interval '1 hour' / $2)
    FROM answers, generate_series(0, $2 - 1) n
    RETURNING question_id, choices[1] AS choice
  ), counted AS (
    SELECT question_id, choice, count(*) AS votes FROM inserted GROUP BY question_id, choice
  ), tallied AS (
    UPDATE choices SET tally = tally + votes FROM counted WHERE id = choice
  ), opened AS (
    UPDATE questions SET opens_at = now() - interval '1 hour' WHERE slug LIKE $1 || '-%'
  )
  INSERT INTO turnouts SELECT question_id, sum(votes) FROM counted GROUP BY question_id
  ON CONFLICT (question_id) DO UPDATE SET ballots = turnouts.ballots + excluded.ballots`;

const REFERENCES = `
  SELECT conname AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
  WHERE conrelid = 'ballots'::regclass AND contype = 'f'`;

/**
 * Puts ballots on the questions whose slugs begin so, evenly, without casting each: over the hour
 * since their opening.
 */
export async function fillQuestions({ sequelize }: Database, prefix: string, ballots: number): Promise<void> {
  await sequelize.transaction(async (transaction) => {
    const references = await sequelize.query<{ name: string; definition: string }>(REFERENCES, {
      transaction,
      type: QueryTypes.SELECT,
    });
    const alter = (change: string) => sequelize.query(`ALTER TABLE ballots ${change}`, { transaction });
    // Checked once for all: looking the question up again for each ballot takes most of the time.
    for (const { name } of references) await alter(`DROP CONSTRAINT ${name}`);
    await sequelize.query(FILL, { bind: [prefix, ballots], transaction });
    for (const { name, definition } of references) await alter(`ADD CONSTRAINT ${name} ${definition}`);
  });
  await sequelize.query('VACUUM ANALYZE');
}
