import type pg from 'pg';
import { MISCOUNTS, TALLIED, UNSIGNED } from '#src/features/audit/tally-sql.ts';

const TALLIES = `
  SELECT q.id, q.slug, coalesce(${TALLIED}, 0)::float8 AS votes
  FROM questions q WHERE q.state <> 'draft' ORDER BY q.state = 'open' DESC, q.id DESC`;

const MISCOUNTED = `
  SELECT q.slug AS question, greatest(m.miscounted, u.miscounted) AS miscounted
  FROM questions q LEFT JOIN (${MISCOUNTS}) m ON m.question_id = q.id LEFT JOIN (${UNSIGNED}) u ON u.question_id = q.id
  WHERE q.state <> 'draft' AND greatest(m.miscounted, u.miscounted) > 0 ORDER BY q.id`;

/** A question and the votes its tallies add up to. */
export interface RecordedVotes {
  id: number;
  slug: string;
  votes: number;
}

/** A question whose tallies agree with its ballots or its final head not, and by how many votes. */
export interface Miscount {
  question: string;
  miscounted: number;
}

/** What every published question has, the open ones first, and of both the newest. */
export const readTallies = async (client: pg.Client): Promise<RecordedVotes[]> =>
  (await client.query<RecordedVotes>(TALLIES)).rows;

/** Counts all ballots, and gives the questions whose tallies or final heads say otherwise; all as of one moment. */
export const readMiscounts = async (client: pg.Client): Promise<Miscount[]> =>
  (await client.query<Miscount>(MISCOUNTED)).rows;
