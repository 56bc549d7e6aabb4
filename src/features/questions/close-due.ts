import type { ClientBase } from 'pg';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';

// Votes hold their questions while they are recorded, so this waits for those under way; later ones find it past its time. It
// takes questions in the order in which votes do, or the two could wait for each other in a circle.
const CLOSE_DUE = `
  WITH due AS MATERIALIZED (
    SELECT id FROM questions WHERE state = 'open' AND closes_at <= now() ORDER BY id FOR NO KEY UPDATE
  ), closed AS (
    UPDATE questions SET state = 'closed', updated_at = now() WHERE id IN (SELECT id FROM due)
    RETURNING id, slug
  )
  SELECT pg_notify($1, json_build_object('id', id, 'slug', slug, 'event', 'closed')::text) FROM closed`;

/** Closes for good every question whose time has come, and tells every process; gives how many. */
export async function closeDue(client: ClientBase): Promise<number> {
  return (await client.query(CLOSE_DUE, [QUESTIONS_CHANNEL])).rows.length;
}
