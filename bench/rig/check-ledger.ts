import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';

interface Counts {
  ballots: number;
  tallied: number;
  receipts: number;
}

const COUNT = `
  SELECT (SELECT count(*)::int FROM ballots) AS ballots,
    (SELECT coalesce(sum(ballots), 0)::int FROM turnouts) AS tallied,
    (SELECT count(*)::int FROM receipts) AS receipts`;

async function count({ sequelize }: Database): Promise<Counts> {
  const [counts] = await sequelize.query<Counts>(COUNT, { type: QueryTypes.SELECT });
  if (!counts) throw new Error('the ledger gave no counts');
  return counts;
}

/**
 * Runs load and holds what it was told against the ledger: every acknowledged ballot is in it, and nothing else was
 * counted. @throws otherwise: a fast wrong answer is none.
 */
export async function withLedgerChecked<T extends { ballots: string[] }>(
  database: Database,
  load: () => Promise<T>,
): Promise<T> {
  const before = await count(database);
  const result = await load();
  const after = await count(database);
  const acknowledged = new Set(result.ballots);
  const [row] = await database.sequelize.query<{ found: number }>(
    'SELECT count(*)::int AS found FROM ballots WHERE id = ANY ($1::uuid[])',
    { bind: [[...acknowledged]], type: QueryTypes.SELECT },
  );
  const found = {
    'acknowledged ballots': acknowledged.size,
    'of them in the ledger': row?.found,
    'ballots gained': after.ballots - before.ballots,
    'votes tallied': after.tallied - before.tallied,
    'receipts gained': after.receipts - before.receipts,
  };
  if (Object.values(found).some((value) => value !== result.ballots.length))
    throw new Error(`the ledger differs from ${result.ballots.length} answers: ${JSON.stringify(found)}`);
  return result;
}
