import { QueryTypes, type Transaction } from 'sequelize';
import type { Database } from '#src/database/database.ts';

/** What keeps a published question from being changed. */
export interface ReliedOn {
  /** Ballots that it holds. */
  votes: number;
  /** Whether its count was signed, or is about to be: a head is signed over what is asked. */
  signed: boolean;
}

const READ = `
  SELECT coalesce((SELECT ballots FROM turnouts WHERE question_id = $1), 0)::float8 AS votes,
    EXISTS (SELECT FROM log_heads WHERE question_id = $1)
      OR EXISTS (SELECT FROM ballot_logs WHERE question_id = $1 AND head_wanted) AS signed`;

/** Reads what keeps a question from being changed. */
export async function reliedOn(
  { sequelize }: Database,
  id: number,
  transaction?: Transaction,
): Promise<ReliedOn> {
  const [row] = (await sequelize.query<ReliedOn>(READ, {
    bind: [id],
    type: QueryTypes.SELECT,
    ...(transaction && { transaction }),
  })) as [ReliedOn];
  return row;
}
