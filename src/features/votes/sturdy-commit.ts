import { setTimeout as sleep } from 'node:timers/promises';
import { sqlState } from '#src/database/sql-state.ts';
import type { CastVote, VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { waitsTooLong } from '#src/features/votes/patience.ts';
import type { CommitBatch } from '#src/features/votes/vote-queue.ts';

/** Data that PostgreSQL refuses (class 22) or a constraint forbids (class 23): some row of the batch is at fault. */
const isBadRow = (error: unknown) => /^2[23]/.test(sqlState(error) ?? '');

/** Somebody else holds a lock for longer than a statement waits: nothing has failed, and the batch would wait for it still. */
const isHeldUp = (error: unknown) => sqlState(error) === '55P03';

/**
 * Pauses before each new try, in milliseconds; together longer than PostgreSQL's recovery after a crash, and none so long that
 * votes wait much longer than for that.
 */
export const PAUSES = [20, 100, 500, ...Array<number>(7).fill(1000)];

/**
 * Makes committing sturdy. A bad row splits the batch until it stands alone and fails alone. Any other fault
 * (lost connection, restart, deadlock) is tried again: ballot ids make that safe, a vote never counts twice. The oldest vote
 * of a batch is its first.
 */
export function sturdyCommit<V extends CastVote>(
  commit: CommitBatch<V>,
  pauses: readonly number[] = PAUSES,
): CommitBatch<V> {
  const attempt = async (votes: readonly V[], tries = 0): Promise<Map<string, VoteOutcome>> => {
    try {
      return await commit(votes);
    } catch (error) {
      if (isBadRow(error)) return split(votes);
      if (isHeldUp(error)) return attempt(votes, tries);
      const pause = pauses[tries];
      const [oldest] = votes;
      if (pause === undefined || (oldest && waitsTooLong(oldest, pause))) throw error;
      await sleep(pause);
      return attempt(votes, tries + 1);
    }
  };
  const split = async (votes: readonly V[]) => {
    const [only] = votes;
    if (votes.length === 1 && only) return new Map<string, VoteOutcome>([[only.ballotId, 'invalid']]);
    const half = Math.ceil(votes.length / 2);
    const first = await attempt(votes.slice(0, half));
    const second = await attempt(votes.slice(half));
    return new Map([...first, ...second]);
  };
  return (votes) => attempt(votes);
}
