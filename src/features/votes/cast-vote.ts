import type { StoredReceipt } from '#src/features/votes/receipt/vote-ticket.ts';

/** One vote on its way to the ledger. */
export interface CastVote {
  /** Names the ballot for ever: a retry carries the same id and counts once. */
  ballotId: string;
  questionId: number;
  /** Ids of the chosen choices: ascending, or the voter's order where the question is ranked. */
  choices: readonly number[];
  /** Keyed hash that stands for the voter, 32 bytes; null where the policy lets everyone vote again. */
  voter: Buffer | null;
  /** Whether the vote replaces the voter's earlier ballot, if there is one. */
  changeable?: boolean;
  /** What is stored for the voter's receipt once the vote is counted; absent where there is none. */
  receipt?: StoredReceipt;
  /** When it was taken, on the clock of `performance`; absent where nobody waits for it. */
  takenAt?: number;
}

/** Whether two with one ballot id are the same vote, sent twice. */
export const sameVote = (one: CastVote, other: CastVote): boolean =>
  one.questionId === other.questionId &&
  one.choices.length === other.choices.length &&
  one.choices.every((choice, index) => choice === other.choices[index]);

/**
 * What became of a vote: `counted` by this call; `changed`, it took the place of the voter's ballot; `replayed`, the same
 * ballot was counted before; `conflict`, the ballot id was used for a different vote; `duplicate`, the voter has voted
 * already, or at the same moment where the answer can be changed; `unentitled`, the question knows no such voter;
 * `closed`, the question takes no votes now; `unknown`, there is no such question for the public, or none any more; `invalid`, not
 * a vote this question knows.
 */
export type VoteOutcome =
  | 'counted'
  | 'changed'
  | 'replayed'
  | 'conflict'
  | 'duplicate'
  | 'unentitled'
  | 'closed'
  | 'unknown'
  | 'invalid';
