import type { ClientBase } from 'pg';
import type { QuestionKind } from '#src/database/models/question.ts';
import type { Appended, LedgerBallot, Tallies } from '#src/features/proofs/append-ballots.ts';
import { Frontier } from '#src/features/proofs/merkle/frontier.ts';

/** A question's log as it stands, beside what the ledger says of the question. */
export interface LogState {
  questionId: number;
  kind: QuestionKind;
  closed: boolean;
  /** Ballots in the ledger. */
  ballots: number;
  frontier: Frontier;
  tallies: Tallies;
  /** Cast time of the newest ballot in the log, as PostgreSQL writes it. */
  newest: string | null;
  headWanted: boolean;
}

const STATE = `
  SELECT q.id, q.kind, q.state, coalesce(t.ballots, 0)::float8 AS ballots, l.size::float8 AS size, l.frontier,
    l.tallies, l.newest::text AS newest, l.head_wanted
  FROM ballot_logs l JOIN questions q ON q.id = l.question_id LEFT JOIN turnouts t ON t.question_id = q.id
  WHERE l.question_id = $1
  FOR UPDATE OF l`;

/** Reads and holds the log of a question until the transaction ends; undefined where the question is gone. */
export async function holdLog(client: ClientBase, questionId: number): Promise<LogState | undefined> {
  const { rows } = await client.query(STATE, [questionId]);
  const [row] = rows;
  if (!row) return undefined;
  return {
    questionId,
    kind: row.kind,
    closed: row.state === 'closed',
    ballots: row.ballots,
    frontier: new Frontier(row.size, row.frontier),
    tallies: row.tallies,
    newest: row.newest,
    headWanted: row.head_wanted,
  };
}

const unsealed = (since: string) => `
  SELECT b.id, b.choices, (extract(epoch FROM b.cast_at) * 1000000)::bigint AS "castAt", b.cast_at::text AS time
  FROM ballots b
  WHERE b.question_id = $1 ${since} AND NOT EXISTS (SELECT FROM log_entries e WHERE e.ballot_id = b.id)
  ORDER BY b.cast_at, b.id
  LIMIT $2`;

/**
 * Votes that are counted at the same time become visible in the order of their commits, so a ballot may appear behind
 * one that was cast later; few are this late.
 */
const RECENT = unsealed(`AND b.cast_at >= $3::timestamptz - interval '2 seconds'`);
const ALL = unsealed('');

export type UnsealedBallot = LedgerBallot & { time: string };

/**
 * Ballots that are not in the log yet, oldest first. It looks behind the newest that is in it and, where the ledger
 * has more than is found there, at all.
 */
export async function readUnsealed(
  client: ClientBase,
  { questionId, newest, ballots, frontier }: LogState,
  most: number,
): Promise<UnsealedBallot[]> {
  if (newest !== null) {
    const { rows } = await client.query<UnsealedBallot>(RECENT, [questionId, most, newest]);
    if (rows.length === most || frontier.size + rows.length >= ballots) return rows;
  }
  return (await client.query<UnsealedBallot>(ALL, [questionId, most])).rows;
}

const ENTRIES = `
  INSERT INTO log_entries (question_id, position, ballot_id, leaf)
  SELECT $1, * FROM unnest($2::bigint[], $3::uuid[], $4::bytea[])`;
const NODES = `
  INSERT INTO log_nodes (question_id, level, position, hash)
  SELECT $1, * FROM unnest($2::smallint[], $3::bigint[], $4::bytea[])`;
const EDGE = `
  UPDATE ballot_logs SET size = $2, frontier = $3::bytea[], tallies = $4, newest = greatest(newest, $5)
  WHERE question_id = $1`;

/** Stores what was appended, the last of it cast at `time`, and the log's new edge. */
export async function storeAppended(
  client: ClientBase,
  { questionId, frontier, tallies }: LogState,
  { entries, nodes }: Appended,
  time: string,
): Promise<void> {
  await client.query(ENTRIES, [
    questionId,
    entries.map(({ position }) => position),
    entries.map(({ ballotId }) => ballotId),
    entries.map(({ leaf }) => leaf),
  ]);
  if (nodes.length > 0) {
    await client.query(NODES, [
      questionId,
      nodes.map(({ level }) => level),
      nodes.map(({ index }) => index),
      nodes.map(({ hash }) => hash),
    ]);
  }
  await client.query(EDGE, [questionId, frontier.size, frontier.roots, JSON.stringify(tallies), time]);
}
