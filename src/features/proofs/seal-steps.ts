import type { UnsealedQuestion } from '#src/features/proofs/unsealed-questions.ts';

/** Milliseconds between the beginnings of two passes, and ballots that one transaction seals at most. */
export interface Pace {
  every: number;
  most: number;
}

/** When something began and what time it is, in milliseconds of one clock. */
interface Span {
  began: number;
  now: number;
}

/** What holding and writing a log costs, in ballots. */
const LOG_COST = 8;

type Due = Pick<UnsealedQuestion, 'id' | 'ballots'>;

const costOf = ({ ballots }: Due) => LOG_COST + ballots;

/** Takes the questions of the next transaction from the front of `waiting`: as many as cost what `most` ballots do. */
export function takeStep(waiting: Due[], most: number): Due[] {
  let cost = 0;
  let taken = 0;
  for (const due of waiting) {
    cost += costOf(due);
    if (taken > 0 && cost > most) break;
    taken += 1;
  }
  return waiting.splice(0, taken);
}

/** Milliseconds between the beginnings of transactions that are spread over the time until the next pass. */
export function gapOf(waiting: readonly Due[], { every, most }: Pace): number {
  return every / Math.max(1, Math.ceil(waiting.reduce((sum, due) => sum + costOf(due), 0) / most));
}

/** Milliseconds to wait at `now` behind a transaction that began at `began`: until the next is due, and as long as it took. */
export function stepPause({ began, now }: Span, gap: number, { every }: Pace): number {
  const took = now - began;
  return Math.min(every, Math.max(took, gap - took));
}

/** Milliseconds to wait behind a pass that took so long. */
export const passPause = (took: number, { every }: Pace): number => Math.max(0, every - took);
