import { QueryTypes, type Sequelize } from 'sequelize';

/** Whether the voter's key is among those who took part in the question. */
export async function hasVoted(sequelize: Sequelize, questionId: number, voter: Buffer): Promise<boolean> {
  const rows = await sequelize.query('SELECT 1 FROM participations WHERE question_id = $1 AND voter = $2', {
    bind: [questionId, voter],
    type: QueryTypes.SELECT,
  });
  return rows.length > 0;
}
