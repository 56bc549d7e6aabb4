import { type QuestionTimes, questionStatus } from '#src/features/questions/question-status.ts';

/**
 * Where a question stands that results are shown of. It is `closing` where its time is over and the ledger has not closed it
 * yet: votes that came in time may still be on their way to the disk, which closing waits for.
 */
export type ResultsState = 'open' | 'closing' | 'closed';

export function resultsState(question: QuestionTimes): ResultsState {
  if (questionStatus(question) === 'open') return 'open';
  return question.state === 'closed' ? 'closed' : 'closing';
}
