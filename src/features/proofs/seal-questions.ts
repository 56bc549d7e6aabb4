import type { ClientBase } from 'pg';
import { appendBallots, type LedgerBallot } from '#src/features/proofs/append-ballots.ts';
import { holdLogs, type LogState, noteHeads, storeAppended } from '#src/features/proofs/log-store.ts';
import { publishHead } from '#src/features/proofs/publish-head.ts';
import { readUnsealed } from '#src/features/proofs/read-unsealed.ts';
import type { SigningKey } from '#src/features/proofs/signing-key.ts';

/** What one transaction did for a question's log. */
export interface Sealed {
  id: number;
  /** Ballots that were appended. */
  ballots: number;
  /** Ballots of the ledger that are still not in the log. */
  left: number;
  /** Whether the transaction was full before it had all of the question's ballots. */
  more: boolean;
  /** False where the question is closed but its ledger and its log do not agree. */
  agrees: boolean;
}

// Entries that are lost are sealed again, so their commit does not wait for the disk, which votes' commits would queue behind.
const COMMIT_SOON = 'SET LOCAL synchronous_commit = off; COMMIT';

/** Runs `work` on one snapshot of the database, and undoes it where it throws. */
async function onSnapshot<T extends { published: boolean }>(
  client: ClientBase,
  work: () => Promise<T>,
): Promise<T> {
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
  try {
    const result = await work();
    await client.query(result.published ? 'COMMIT' : COMMIT_SOON);
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

const append = (ballots: readonly LedgerBallot[], { frontier, tallies, kind }: LogState) =>
  appendBallots(ballots, { frontier, tallies, ranked: kind === 'ranked' });

/**
 * Appends ballots to the logs of these questions, `most` of them together, in one transaction that takes no lock a vote
 * waits for. Where all of a question are in its log, it signs a head: the final one where the question is closed, or one
 * that was asked for. A snapshot that shows a question as closed shows all of its ballots, since closing waits for the
 * votes under way. Questions that have no log, or are gone, are not in the answer.
 *
 * A head is durable before anybody sees it. Entries without a head are durable within a second; those that a crash loses are
 * appended again.
 */
export async function sealQuestions(
  client: ClientBase,
  ids: readonly number[],
  { key, most }: { key: SigningKey; most: number },
): Promise<Sealed[]> {
  const { sealed } = await onSnapshot(client, async () => {
    const logs = await holdLogs(client, ids);
    const { found, full } = await readUnsealed(client, logs, most);
    const grown = logs.flatMap((log) => {
      const ballots = found.get(log.questionId);
      const last = ballots?.at(-1);
      return ballots && last ? [{ log, added: append(ballots, log), newest: last.castAt }] : [];
    });
    const isWhole = (log: LogState) => !full || log.frontier.size >= log.ballots;
    const headed = logs.filter((log) => isWhole(log) && (log.closed || log.headWanted));
    if (grown.length > 0)
      await storeAppended(
        client,
        grown.map((growth) => ({ ...growth, headed: headed.includes(growth.log) })),
      );
    const asked = headed.filter(({ headWanted, questionId }) => headWanted && !found.has(questionId));
    if (asked.length > 0) await noteHeads(client, asked);
    const differing = new Set<LogState>();
    for (const log of headed) if (!(await publishHead(client, log, key))) differing.add(log);
    return {
      published: headed.length > 0,
      sealed: logs.map((log) => ({
        id: log.questionId,
        ballots: found.get(log.questionId)?.length ?? 0,
        left: Math.max(0, log.ballots - log.frontier.size),
        more: !isWhole(log),
        agrees: !differing.has(log),
      })),
    };
  });
  return sealed;
}
