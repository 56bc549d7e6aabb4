import type { ClientBase } from 'pg';

// Where answers may be changed, ballots come and go until the close. Who waits for a head comes first.
const UNSEALED = `
  SELECT q.id, greatest(0, coalesce(t.ballots, 0) - coalesce(l.size, 0))::float8 AS ballots,
    l.question_id IS NOT NULL AS logged
  FROM questions q
    LEFT JOIN turnouts t ON t.question_id = q.id
    LEFT JOIN ballot_logs l ON l.question_id = q.id
  WHERE q.state <> 'draft' AND (q.secret OR q.state = 'closed')
    AND (coalesce(t.ballots, 0) <> coalesce(l.size, 0) OR l.head_wanted
      OR (q.state = 'closed' AND NOT EXISTS (SELECT FROM log_heads h WHERE h.question_id = q.id AND h.final)))
  ORDER BY q.state <> 'closed' AND NOT coalesce(l.head_wanted, false), q.id`;

/** A question whose log has to be worked on, and how many of its ballots are missing from it. */
export interface UnsealedQuestion {
  id: number;
  ballots: number;
  /** Whether it has a log. */
  logged: boolean;
}

/** Every question whose log is behind its ledger or lacks a head that it should have, those that lack a head first. */
export async function unsealedQuestions(client: ClientBase): Promise<UnsealedQuestion[]> {
  return (await client.query<UnsealedQuestion>(UNSEALED)).rows;
}
