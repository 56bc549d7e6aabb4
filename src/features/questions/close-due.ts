import type { ClientBase } from 'pg';
import { QUESTIONS_CHANNEL } from '#src/features/questions/question-catalogue.ts';

// Votes hold their question while they are recorded, so this waits for those under way; later ones find it past its time.
const CLOSE_DUE = `
  WITH closed AS (
    UPDATE questions SET state = 'closed', updated_at = now() WHERE state = 'open' AND closes_at <= now()
    RETURNING id, slug
  )
  SELECT pg_notify($1, json_build_object('id', id, 'slug', slug, 'event', 'closed')::text) FROM closed`;

/** Closes for good every question whose time has come, and tells every process; gives how many. */
export async function closeDue(client: ClientBase): Promise<number> {
  return (await client.query(CLOSE_DUE, [QUESTIONS_CHANNEL])).rows.length;
}
