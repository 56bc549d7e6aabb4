import type { ClientBase } from 'pg';
import { appendBallots } from '#src/features/proofs/append-ballots.ts';
import { holdLog, readUnsealed, storeAppended } from '#src/features/proofs/log-store.ts';
import { publishHead } from '#src/features/proofs/publish-head.ts';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';

/** What one transaction did for a question's log. */
export interface Sealed {
  ballots: number;
  /** Ballots of the ledger that are still not in the log. */
  left: number;
  /** False where the question is closed but its ledger and its log do not agree. */
  agrees: boolean;
}

/** Runs `work` on one snapshot of the database, and undoes it where it throws. */
async function onSnapshot<T>(client: ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

/**
 * Appends ballots to the log of a question, `most` of them, in one transaction that takes no lock a vote waits for. Where
 * all are in it, it signs a head: the final one where the question is closed, or one that was asked for. A snapshot that
 * shows a question as closed shows all of its ballots, since closing waits for the votes under way.
 */
export async function sealQuestion(
  client: ClientBase,
  questionId: number,
  { key, most }: { key: SigningKey; most: number },
): Promise<Sealed> {
  await client.query(
    'INSERT INTO ballot_logs (question_id) SELECT id FROM questions WHERE id = $1 ON CONFLICT DO NOTHING',
    [questionId],
  );
  return onSnapshot(client, async () => {
    const log = await holdLog(client, questionId);
    if (!log) return { ballots: 0, left: 0, agrees: true };
    const found = await readUnsealed(client, log, most);
    const last = found.at(-1);
    if (last) {
      const ranked = log.kind === 'ranked';
      const appended = appendBallots(found, { frontier: log.frontier, tallies: log.tallies, ranked });
      await storeAppended(client, log, appended, last.time);
    }
    const full = found.length === most;
    const agrees = full || !(log.closed || log.headWanted) || (await publishHead(client, log, key));
    return { ballots: found.length, left: Math.max(0, log.ballots - log.frontier.size), agrees };
  });
}
