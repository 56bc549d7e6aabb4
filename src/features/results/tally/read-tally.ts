import { QueryTypes } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionKind } from '#src/database/models/question.ts';
import { instantRunoff, type Ranking, type Runoff } from '#src/features/results/tally/instant-runoff.ts';
import { lotOf } from '#src/features/results/tally/lot.ts';
import { type RatingSummary, summariseRatings } from '#src/features/results/tally/rating-summary.ts';

/** Votes of a question, as the ledger's transactions left them. */
export interface Tally {
  /** Ballots counted, which shares are taken of. */
  total: number;
  /** In the organiser's order. Votes are ballots that hold the choice; of a ranked question, that rank it first. */
  choices: { id: number; text: string; votes: number }[];
  /** Of a rating question. */
  rating?: RatingSummary;
  /** Of a ranked question. */
  runoff?: Runoff;
  /** The database's time of this reading. */
  asOf: Date;
}

/** What a tally is read by. */
export interface TallyOf {
  id: number;
  slug: string;
  kind: QuestionKind;
}

interface Row {
  now: Date;
  ballots: string | null;
  choices: Tally['choices'] | null;
  rankings: Ranking[] | null;
}

// One statement sees one moment, so its numbers belong together. Counts stay far below 2^53, where JSON is exact.
const READ = `
  SELECT now() AS now,
    (SELECT ballots FROM turnouts WHERE question_id = asked.id) AS ballots,
    (SELECT json_agg(json_build_object('id', id, 'text', text, 'votes', tally) ORDER BY position)
     FROM choices WHERE question_id = asked.id) AS choices,
    (SELECT json_agg(json_build_object('choices', choices, 'ballots', ballots))
     FROM rankings WHERE question_id = asked.id AND ballots > 0 AND ranked) AS rankings
  FROM unnest($1::integer[], $2::boolean[]) WITH ORDINALITY AS asked (id, ranked, place) ORDER BY place`;

function toTally({ slug, kind }: TallyOf, row: Row): Tally {
  const choices = row.choices ?? [];
  const tally = { total: Number(row.ballots ?? 0), choices, asOf: row.now };
  if (kind === 'rating') return { ...tally, rating: summariseRatings(choices.map(({ votes }) => votes)) };
  if (kind !== 'ranked') return tally;
  const contenders = choices.map((choice) => ({ id: choice.id, lot: lotOf(slug, choice.text) }));
  return { ...tally, runoff: instantRunoff(row.rankings ?? [], contenders) };
}

/** Reads the tallies of questions of whatever kind; one that is gone has nobody's and nothing. */
export async function readTallies<Q extends TallyOf>(
  { sequelize }: Database,
  questions: readonly Q[],
): Promise<Map<Q, Tally>> {
  const rows = await sequelize.query<Row>(READ, {
    bind: [questions.map(({ id }) => id), questions.map(({ kind }) => kind === 'ranked')],
    type: QueryTypes.SELECT,
  });
  // A row for each that was asked for, in their order.
  return new Map(questions.map((question, place) => [question, toTally(question, rows[place] as Row)]));
}
