import type { Database } from '#src/database/database.ts';

const FILL = `
  WITH answers AS (
    SELECT array_agg(c.id ORDER BY c.id) AS ids, array_agg(question_id ORDER BY c.id) AS questions
    FROM choices c JOIN questions q ON q.id = question_id WHERE q.slug LIKE $1 || '-%'
  ), inserted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT gen_random_uuid(), questions[n % cardinality(ids) + 1], ARRAY[ids[n % cardinality(ids) + 1]],
      now() - $2 * interval '1 ms' + n * interval '1 ms'
    FROM answers, generate_series(0, $2 - 1) n
    RETURNING question_id, choices[1] AS choice
  ), counted AS (
    SELECT question_id, choice, count(*) AS votes FROM inserted GROUP BY question_id, choice
  ), tallied AS (
    UPDATE choices SET tally = tally + votes FROM counted WHERE id = choice
  )
  INSERT INTO turnouts SELECT question_id, sum(votes) FROM counted GROUP BY question_id
  ON CONFLICT (question_id) DO UPDATE SET ballots = turnouts.ballots + excluded.ballots`;

/** Puts ballots on the questions whose slugs begin so, evenly, without casting each. */
export async function fillQuestions({ sequelize }: Database, prefix: string, ballots: number): Promise<void> {
  await sequelize.query(FILL, { bind: [prefix, ballots] });
  await sequelize.query('VACUUM ANALYZE');
}
