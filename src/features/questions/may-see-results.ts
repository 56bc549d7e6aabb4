import { databaseTime } from '#src/database/database-time.ts';
import type { ResultsAudience } from '#src/database/models/question.ts';
import { type QuestionTimes, questionStatus } from '#src/features/questions/question-status.ts';

/** Who asks for a tally. */
export interface ResultsReader {
  /** Organises the question, or administers the service. */
  manages: boolean;
  voted: boolean;
}

/** Whoever asks, of whom nothing is known. */
export const anybody: ResultsReader = { manages: false, voted: false };

/** Whether this reader may see the tally now. Everything that shows or streams one asks here. */
export function maySeeResults(
  question: QuestionTimes & { results: ResultsAudience },
  { manages, voted }: ResultsReader,
  now = databaseTime(),
): boolean {
  const { results } = question;
  if (manages || results === 'always') return true;
  if (results === 'organisers') return false;
  if (questionStatus(question, now) === 'closed') return true;
  return results === 'voted' && voted;
}
