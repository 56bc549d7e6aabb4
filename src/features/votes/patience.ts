import { ANSWER_MS, answerWithin } from '#src/database/answer-within.ts';
import type { CastVote } from '#src/features/votes/cast-vote.ts';

/**
 * Milliseconds from the moment a vote is taken after which it is not tried again: enough for all pauses of the batch before
 * its own and of its own. It ends the waiting where each try takes seconds, as with a server that says nothing at all.
 */
const PATIENCE = 15_300;

/** Whether the vote will have waited for too long when another `pause` is over. */
export const waitsTooLong = ({ takenAt = Number.POSITIVE_INFINITY }: CastVote, pause = 0): boolean =>
  performance.now() - takenAt + pause > PATIENCE;

/**
 * The outcome of a vote, unless it takes so long that nobody should wait for it, as where commits wait for a standby that is
 * away: the database works on it, and nothing fails. What becomes of the vote then is the same without its voter.
 */
export const inTime = <T>(outcome: Promise<T>): Promise<T> => answerWithin(ANSWER_MS, outcome);
