import type { Database } from '#src/database/database.ts';

/** Ballots of a question as the ledger keeps them: each with its choices, and how many times it was cast. */
export type FilledBallots = readonly (readonly [choices: readonly number[], times: number])[];

const FILL = `
  WITH cast_ballots AS (
    SELECT choices::integer[] AS choices, times FROM unnest($2::text[], $3::integer[]) AS b (choices, times)
  ), inserted AS (
    INSERT INTO ballots (id, question_id, choices, cast_at)
    SELECT gen_random_uuid(), $1, choices, $4 FROM cast_ballots, generate_series(1, times)
  ), tallied AS (
    UPDATE choices c SET tally = c.tally + a.votes
    FROM (SELECT choice, sum(times) AS votes
          FROM cast_ballots, unnest(CASE WHEN $5 THEN choices[1:1] ELSE choices END) AS choice GROUP BY choice) a
    WHERE c.id = a.choice
  ), turnout AS (
    INSERT INTO turnouts SELECT $1, sum(times) FROM cast_ballots
    ON CONFLICT (question_id) DO UPDATE SET ballots = turnouts.ballots + excluded.ballots
  )
  INSERT INTO rankings SELECT $1, choices, sum(times) FROM cast_ballots WHERE $5 GROUP BY choices
  ON CONFLICT (question_id, choices) DO UPDATE SET ballots = rankings.ballots + excluded.ballots`;

/** Puts ballots into the ledger without casting each, for tests that need many. */
export async function fillLedger(
  { sequelize }: Database,
  questionId: number,
  ballots: FilledBallots,
  { ranked = false, castAt = new Date() } = {},
): Promise<void> {
  const choices = ballots.map(([chosen]) => `{${chosen.join(',')}}`);
  const times = ballots.map(([, count]) => count);
  await sequelize.query(FILL, { bind: [questionId, choices, times, castAt, ranked] });
}
