import type { ClientBase } from 'pg';
import type { LedgerBallot } from '#src/features/proofs/append-ballots.ts';
import type { LogState } from '#src/features/proofs/log-store.ts';

/** Ballots by question, each question's oldest first. */
export interface Unsealed {
  found: Map<number, LedgerBallot[]>;
  /** There may be more than were asked for. */
  full: boolean;
}

const COLUMNS = `b.id, b.choices, (extract(epoch FROM b.cast_at) * 1000000)::bigint AS cast_at`;

// Whatever was cast after the newest ballot of a log is not in it.
const NEWER = `
  SELECT l.question_id, n.*
  FROM unnest($1::integer[]) AS w (id) JOIN ballot_logs l ON l.question_id = w.id
    CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM ballots b
      WHERE b.question_id = l.question_id AND b.cast_at > coalesce(l.newest, '-infinity')
      ORDER BY b.cast_at, b.id
      LIMIT $2
    ) n
  LIMIT $2`;

const missing = (since: string) => `
  SELECT l.question_id, ${COLUMNS}
  FROM ballot_logs l JOIN ballots b ON b.question_id = l.question_id
  WHERE l.question_id = $1 ${since} AND NOT EXISTS (SELECT FROM log_entries e WHERE e.ballot_id = b.id)
  ORDER BY b.cast_at, b.id
  LIMIT $2`;

/**
 * Votes that are counted at the same time become visible in the order of their commits, so a ballot may appear behind
 * one that was cast later; few are this late.
 */
const RECENT = missing(`AND b.cast_at >= l.newest - interval '2 seconds'`);
const ALL = missing('');

type Row = [question: string, id: string, choices: string, castAt: string];

// As PostgreSQL writes them: the driver would take longer to read a row than to hash its ballot.
const asText = { getTypeParser: () => (text: string) => text } as never;

// Planned for each time: a plan from when the tables were small would read all of them when they no longer are.
async function read(client: ClientBase, text: string, values: unknown[]): Promise<Unsealed['found']> {
  const { rows } = await client.query<Row>({ text, values, rowMode: 'array', types: asText });
  const found: Unsealed['found'] = new Map();
  for (const [question, id, choices, castAt] of rows) {
    const ballot = { id, choices: choices.slice(1, -1).split(',').map(Number), castAt };
    const ballots = found.get(Number(question));
    if (ballots) ballots.push(ballot);
    else found.set(Number(question), [ballot]);
  }
  return found;
}

const count = (found: Unsealed['found']) => found.values().reduce((sum, { length }) => sum + length, 0);

/** Takes away the ballots cast at the time of the last, of which some may not have been read; not where that are all. */
function cutAtTime(ballots: LedgerBallot[]): void {
  const last = ballots.at(-1)?.castAt;
  const from = ballots.findIndex(({ castAt }) => castAt === last);
  if (from > 0) ballots.length = from;
}

/**
 * Ballots that are not in these logs yet, `most` of them. It looks at what was cast after the newest that is in a log and,
 * where the ledger has more than is found there, behind it, and then at all.
 */
export async function readUnsealed(
  client: ClientBase,
  logs: readonly LogState[],
  most: number,
): Promise<Unsealed> {
  const ids = logs.map(({ questionId }) => questionId);
  const found = await read(client, NEWER, [ids, most]);
  if (count(found) >= most) {
    cutAtTime([...found.values()].at(-1) ?? []);
    return { found, full: true };
  }
  for (const { questionId, frontier, ballots } of logs) {
    for (const statement of [RECENT, ALL]) {
      const seen = found.get(questionId)?.length ?? 0;
      if (frontier.size + seen >= ballots) break;
      const room = most - count(found) + seen;
      for (const entry of await read(client, statement, [questionId, room])) found.set(...entry);
      if (count(found) >= most) return { found, full: true };
    }
  }
  return { found, full: false };
}
