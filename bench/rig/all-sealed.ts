import { setTimeout as sleep } from 'node:timers/promises';
import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';

const UNSEALED = `
  SELECT EXISTS (
    SELECT FROM turnouts t LEFT JOIN ballot_logs l USING (question_id) WHERE t.ballots > coalesce(l.size, 0)
  ) AS waits`;

/** Resolves when the service has sealed what others left: nobody's votes are to be measured beside the ballots of those before. */
export async function allSealed({ sequelize }: Database): Promise<void> {
  for (;;) {
    const [row] = await sequelize.query<{ waits: boolean }>(UNSEALED, { type: QueryTypes.SELECT });
    if (!row?.waits) return;
    await sleep(100);
  }
}
