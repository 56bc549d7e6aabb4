/** One vote on its way to the ledger. */
export interface CastVote {
  /** Names the ballot for ever: a retry carries the same id and counts once. */
  ballotId: string;
  questionId: number;
  /** Ids of the chosen choices, in the voter's order. */
  choices: readonly number[];
  /** Keyed hash that stands for the voter, 32 bytes; null where the policy lets everyone vote again. */
  voter: Buffer | null;
}

/**
 * What became of a vote: `counted` by this call; `replayed`, the same ballot was counted before;
 * `conflict`, the ballot id was used for a different vote; `duplicate`, the voter has voted already;
 * `closed`, the question takes no votes now; `invalid`, not a vote this question knows.
 */
export type VoteOutcome = 'counted' | 'replayed' | 'conflict' | 'duplicate' | 'closed' | 'invalid';
