import { QueryTypes, type Sequelize } from 'sequelize';
import { tookPart } from '#src/features/votes/crowds.ts';

/** Whether the voter's key is among those who took part in the question. */
export async function hasVoted(sequelize: Sequelize, questionId: number, voter: Buffer): Promise<boolean> {
  const rows = await sequelize.query(`SELECT 1 WHERE ${tookPart('$1::integer', '$2::bytea')}`, {
    bind: [questionId, voter],
    type: QueryTypes.SELECT,
  });
  return rows.length > 0;
}
