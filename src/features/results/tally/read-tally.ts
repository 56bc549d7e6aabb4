import { QueryTypes, Transaction } from 'sequelize';
import type { Database } from '#src/database/database.ts';
import type { QuestionKind } from '#src/database/models/question.ts';
import { AT_ONCE, addRankings } from '#src/features/results/tally/add-rankings.ts';
import { instantRunoff, type Runoff } from '#src/features/results/tally/instant-runoff.ts';
import { contendersOf } from '#src/features/results/tally/lot.ts';
import { Preferences, type Ranking } from '#src/features/results/tally/preferences.ts';
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

const rankingsOf = (question: number | 'asked.id') =>
  `SELECT choices, ballots FROM rankings WHERE question_id = ${question} AND ballots > 0`;

// One statement sees one moment, so its numbers belong together. Counts stay far below 2^53, where JSON is exact.
const READ = `
  SELECT now() AS now,
    (SELECT ballots FROM turnouts WHERE question_id = asked.id) AS ballots,
    (SELECT json_agg(json_build_object('id', id, 'text', text, 'votes', tally) ORDER BY position)
     FROM choices WHERE question_id = asked.id) AS choices,
    (SELECT json_agg(json_build_object('choices', choices, 'ballots', ballots))
     FROM (${rankingsOf('asked.id')} AND ranked LIMIT ${AT_ONCE + 1}) r) AS rankings
  FROM unnest($1::integer[], $2::boolean[]) WITH ORDINALITY AS asked (id, ranked, place) ORDER BY place`;

function toTally({ slug, kind }: TallyOf, row: Row, preferences?: Preferences): Tally {
  const choices = row.choices ?? [];
  const tally = { total: Number(row.ballots ?? 0), choices, asOf: row.now };
  if (kind === 'rating') return { ...tally, rating: summariseRatings(choices.map(({ votes }) => votes)) };
  if (kind !== 'ranked') return tally;
  return {
    ...tally,
    runoff: instantRunoff(preferences ?? Preferences.of(contendersOf(slug, choices), row.rankings ?? [])),
  };
}

const isMany = ({ rankings }: Row) => rankings !== null && rankings.length > AT_ONCE;

/** Reads the tally of a question of many different rankings, in parts of one moment. */
function readLarge({ sequelize }: Database, question: TallyOf): Promise<Tally> {
  const moment = { isolationLevel: Transaction.ISOLATION_LEVELS.REPEATABLE_READ, readOnly: true };
  return sequelize.transaction(moment, async (transaction) => {
    const [row] = await sequelize.query<Row>(READ, {
      bind: [[question.id], [false]],
      type: QueryTypes.SELECT,
      transaction,
    });
    const read = row as Row;
    const preferences = new Preferences(contendersOf(question.slug, read.choices ?? []));
    const ask = (statement: string) =>
      sequelize.query<object>(statement, { type: QueryTypes.SELECT, transaction });
    await addRankings(preferences, ask, rankingsOf(question.id));
    return toTally(question, read, preferences);
  });
}

/** Reads the tallies of questions of whatever kind; one that is gone has nobody's and nothing. */
export async function readTallies<Q extends TallyOf>(
  database: Database,
  questions: readonly Q[],
): Promise<Map<Q, Tally>> {
  const rows = await database.sequelize.query<Row>(READ, {
    bind: [questions.map(({ id }) => id), questions.map(({ kind }) => kind === 'ranked')],
    type: QueryTypes.SELECT,
  });
  // A row for each that was asked for, in their order.
  const tallies = questions.map((question, place) => {
    const row = rows[place] as Row;
    return isMany(row) ? readLarge(database, question) : toTally(question, row);
  });
  const read = await Promise.all(tallies);
  return new Map(questions.map((question, place) => [question, read[place] as Tally]));
}
