import { QueryTypes, type Sequelize } from 'sequelize';

/** A choice as a list of questions tells it. */
export interface ListedChoice {
  id: number;
  text: string;
}

/**
 * The choices of questions, in their order. A list has up to two thousand, and anybody may ask for it: models of them would
 * take five times as long.
 */
export async function readChoices(
  sequelize: Sequelize,
  questionIds: readonly number[],
): Promise<Map<number, ListedChoice[]>> {
  const rows = await sequelize.query<ListedChoice & { question: number }>(
    `SELECT id, question_id AS question, text FROM choices
     WHERE question_id = ANY ($1::integer[]) ORDER BY question_id, position`,
    { bind: [questionIds], type: QueryTypes.SELECT },
  );
  return Map.groupBy(rows, ({ question }) => question);
}
