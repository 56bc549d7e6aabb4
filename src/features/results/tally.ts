import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';

/** Votes of a question by choice, as the ledger's transactions left them. */
export interface Tally {
  total: number;
  choices: { id: number; text: string; votes: number }[];
  /** The database's time of this reading. */
  asOf: Date;
}

/** Reads the tally of one question in one statement, so that its numbers belong together. */
export async function readTally(database: Database, questionId: number): Promise<Tally> {
  const rows = await database.sequelize.query<{ id: number; text: string; tally: string; now: Date }>(
    'SELECT id, text, tally, now() FROM choices WHERE question_id = $1 ORDER BY position',
    { bind: [questionId], type: QueryTypes.SELECT },
  );
  const choices = rows.map(({ id, text, tally }) => ({ id, text, votes: Number(tally) }));
  return {
    total: choices.reduce((sum, { votes }) => sum + votes, 0),
    choices,
    asOf: rows[0]?.now ?? new Date(),
  };
}
