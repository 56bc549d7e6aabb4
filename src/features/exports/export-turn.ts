import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { ExportFailure } from '#src/features/exports/export-failure.ts';

/** Exports of one person that may wait or run at a time: a row for each question is written for every one. */
export const MOST_OF_A_PERSON = 20;

/**
 * The turn of a person's next export: how many of theirs are before it in the queue. So whoever asks for many comes after all who
 * ask for one. The person's other requests wait until the transaction ends, or they would all get the same turn.
 * @throws {ExportFailure} where the person has as many as may be.
 */
export async function exportTurn(
  sequelize: Sequelize,
  transaction: Transaction,
  requestedBy: string,
): Promise<number> {
  const bind = [requestedBy];
  const select = { bind, transaction, type: QueryTypes.SELECT } as const;
  await sequelize.query(`SELECT pg_advisory_xact_lock(hashtextextended('exports of ' || $1, 0))`, select);
  const [row] = await sequelize.query<{ unfinished: number }>(
    `SELECT count(*)::integer AS unfinished FROM exports
     WHERE requested_by = $1 AND runner = 'worker' AND state IN ('queued', 'running')`,
    select,
  );
  const { unfinished } = row ?? { unfinished: 0 };
  if (unfinished >= MOST_OF_A_PERSON) throw new ExportFailure('too_many', [String(MOST_OF_A_PERSON)]);
  return unfinished;
}
