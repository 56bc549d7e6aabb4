import type { ClientBase } from 'pg';
import { bytes, list } from '#src/database/array-literal.ts';
import type { QuestionKind } from '#src/database/models/question.ts';
import type { Appended, Tallies } from '#src/features/proofs/append-ballots.ts';
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
  headWanted: boolean;
}

/** Makes the logs of questions that have none; not of those that are being deleted. */
export async function makeLogs(client: ClientBase, questionIds: readonly number[]): Promise<void> {
  await client.query(
    `INSERT INTO ballot_logs (question_id)
     SELECT id FROM questions WHERE id = ANY ($1) FOR KEY SHARE SKIP LOCKED ON CONFLICT DO NOTHING`,
    [questionIds],
  );
}

const STATES = {
  name: 'hold-logs',
  text: `
    SELECT q.id, q.kind, q.state, coalesce(t.ballots, 0)::float8 AS ballots, l.size::float8 AS size, l.frontier,
      l.tallies, l.head_wanted
    FROM ballot_logs l JOIN questions q ON q.id = l.question_id LEFT JOIN turnouts t ON t.question_id = q.id
    WHERE l.question_id = ANY ($1::integer[])
    ORDER BY l.question_id
    FOR UPDATE OF l SKIP LOCKED`,
};

/** Reads and holds the logs of questions until the transaction ends; without those that are gone, or are being deleted. */
export async function holdLogs(client: ClientBase, questionIds: readonly number[]): Promise<LogState[]> {
  const { rows } = await client.query({ ...STATES, values: [questionIds] });
  return rows.map((row) => ({
    questionId: row.id,
    kind: row.kind,
    closed: row.state === 'closed',
    ballots: row.ballots,
    frontier: new Frontier(row.size, row.frontier),
    tallies: row.tallies,
    headWanted: row.head_wanted,
  }));
}

// One statement for all logs: each would cost as much as the rows of many ballots.
const STORE = {
  name: 'store-appended',
  text: `
    WITH entries AS (
      INSERT INTO log_entries (question_id, position, ballot_id, leaf)
      SELECT * FROM unnest($1::integer[], $2::bigint[], $3::uuid[], $4::bytea[])
    ), nodes AS (
      INSERT INTO log_nodes (question_id, level, position, hash)
      SELECT * FROM unnest($5::integer[], $6::smallint[], $7::bigint[], $8::bytea[])
    )
    UPDATE ballot_logs l SET size = e.size, frontier = e.frontier::bytea[], tallies = e.tallies::jsonb,
      newest = greatest(l.newest, 'epoch'::timestamptz + e.newest * interval '1 microsecond'),
      head_wanted = l.head_wanted AND NOT e.headed
    FROM unnest($9::integer[], $10::bigint[], $11::text[], $12::text[], $13::float8[], $14::boolean[])
      AS e (question_id, size, frontier, tallies, newest, headed)
    WHERE l.question_id = e.question_id`,
};

/** What was appended to a log, the last of it cast at `newest`, in microseconds since the epoch. */
export interface Growth {
  log: LogState;
  added: Appended;
  newest: string;
  /** Whether it gets a head in the same transaction. */
  headed: boolean;
}

/**
 * Stores what was appended to logs, and their new edges, and that those with a head need none. A second change of a row in one
 * transaction has PostgreSQL look after its question again, and would wait for who changes or deletes that.
 */
export async function storeAppended(client: ClientBase, grown: readonly Growth[]): Promise<void> {
  const entries = grown.flatMap(({ log, added }) =>
    added.entries.map((entry) => ({ ...entry, questionId: log.questionId })),
  );
  const nodes = grown.flatMap(({ log, added }) =>
    added.nodes.map((node) => ({ ...node, questionId: log.questionId })),
  );
  const values = [
    list(entries.map(({ questionId }) => questionId)),
    list(entries.map(({ position }) => position)),
    list(entries.map(({ ballotId }) => ballotId)),
    list(entries.map(({ leaf }) => bytes(leaf))),
    list(nodes.map(({ questionId }) => questionId)),
    list(nodes.map(({ level }) => level)),
    list(nodes.map(({ index }) => index)),
    list(nodes.map(({ hash }) => bytes(hash))),
    grown.map(({ log }) => log.questionId),
    grown.map(({ log }) => log.frontier.size),
    grown.map(({ log }) => list(log.frontier.roots.map(bytes))),
    grown.map(({ log }) => JSON.stringify(log.tallies)),
    grown.map(({ newest }) => newest),
    grown.map(({ headed }) => headed),
  ];
  await client.query({ ...STORE, values });
}

/** Notes that these logs, to which nothing was appended, have the heads that were asked for. */
export async function noteHeads(client: ClientBase, logs: readonly LogState[]): Promise<void> {
  await client.query('UPDATE ballot_logs SET head_wanted = false WHERE question_id = ANY ($1)', [
    logs.map(({ questionId }) => questionId),
  ]);
}
