import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { Ballotbox } from '../load/load-job.ts';

const PUBLISH = `
  WITH asked AS (
    INSERT INTO questions (slug, text, policy, state, opens_at)
    SELECT $1 || '-' || n, 'Which of these, of question ' || n || '?', $3, 'open', now() FROM generate_series(1, $2) n
    RETURNING id, slug
  ), answers AS (
    INSERT INTO choices (question_id, position, text)
    SELECT id, n, 'Answer ' || n FROM asked, generate_series(0, 3) n
    RETURNING question_id, id
  )
  SELECT slug, array_agg(answers.id ORDER BY answers.id) AS choices
  FROM asked JOIN answers ON question_id = asked.id GROUP BY slug`;

/** Publishes questions with four choices each that take votes, from everybody as often as they like unless said. */
export function publishQuestions(
  { sequelize }: Pick<Database, 'sequelize'>,
  prefix: string,
  count: number,
  policy: 'open' | 'browser' = 'open',
): Promise<Ballotbox[]> {
  return sequelize.query<Ballotbox>(PUBLISH, { bind: [prefix, count, policy], type: QueryTypes.SELECT });
}
