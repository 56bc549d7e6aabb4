import { ANSWER_MS, answerWithin } from '#src/database/answer-within.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';

/**
 * Milliseconds after which a vote is not tried again: as long as all pauses of the batch before its own and of its own. It ends
 * the waiting where each try takes seconds, as with a server that does not answer.
 */
const PATIENCE = 15_300;

/** Whether the vote will have waited for too long when another `pause` is over. */
export const waitsTooLong = ({ takenAt = Number.POSITIVE_INFINITY }: CastVote, pause = 0): boolean =>
  performance.now() - takenAt + pause > PATIENCE;

/**
 * The outcome of a vote; rejects where it takes longer than anybody waits, as when commits wait for a standby that is away and
 * nothing fails. The vote goes on without its voter.
 */
export const inTime = <T>(outcome: Promise<T>): Promise<T> => answerWithin(ANSWER_MS, outcome);
