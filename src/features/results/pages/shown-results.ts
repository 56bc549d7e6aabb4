import type { QuestionKind, ResultsAudience } from '#src/database/models/question.ts';
import type { QuestionHead } from '#src/features/results/pages/question-head.ts';
import type { ResultsState } from '#src/features/results/results-state.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';

/** A question with its results on a screen or in a frame, where there is room for little else. */
export interface ShownResults extends QuestionHead {
  kind: QuestionKind;
  results: ResultsAudience;
  state: ResultsState;
  closesAt: Date | null;
  timeZone: string;
  /** Absent where the results are hidden. */
  tally?: Tally | undefined;
  /** Origin that readers know this service by. */
  origin: string;
}
