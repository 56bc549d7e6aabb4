import { QueryTypes, type Sequelize } from 'sequelize';

/** Seconds since the oldest export that has not ended was asked for; 0 when all have ended. */
export async function oldestExportAge(sequelize: Sequelize): Promise<number> {
  const [row] = await sequelize.query<{ age: number }>(
    `SELECT coalesce(extract(epoch FROM now() - min(queued_at)), 0)::float8 AS age
     FROM exports WHERE state IN ('queued', 'running')`,
    { type: QueryTypes.SELECT },
  );
  return row?.age ?? 0;
}
