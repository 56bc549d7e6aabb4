import { ballotIdOf, receiptHash } from '#src/features/votes/receipt/ballot-id.ts';
import { sealBallot } from '#src/features/votes/receipt/sealed-ballot.ts';
import { codeOf } from '#src/features/votes/typed-code.ts';

/** What the store holds of a receipt. */
export interface StoredReceipt {
  hash: Buffer;
  sealed: Buffer;
}

/** What a vote is given before it is cast. */
export interface VoteTicket {
  /** The code that opens the receipt; the voter alone gets it. */
  code: string;
  ballotId: string;
  stored: StoredReceipt;
}

/** Makes a ticket out of 32 bytes that are secret and of this vote alone. */
export function voteTicket(digest: Buffer, questionId: number, choices: readonly number[]): VoteTicket {
  const code = codeOf(digest);
  const ballotId = ballotIdOf(code);
  const sealed = sealBallot(code, { questionId, ballotId, choices });
  return { code, ballotId, stored: { hash: receiptHash(code), sealed } };
}
