import type { UnsealedQuestion } from '#src/features/proofs/unsealed-questions.ts';

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

/** How many transactions these questions take, about. */
export function stepsOf(waiting: readonly Due[], most: number): number {
  return Math.max(1, Math.ceil(waiting.reduce((sum, due) => sum + costOf(due), 0) / most));
}
