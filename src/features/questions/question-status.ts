import { databaseTime } from '#src/database/database-time.ts';
import type { QuestionState } from '#src/database/models/question.ts';

/** What a voter or organiser sees: the stored state together with the clock. */
export const questionStatuses = ['draft', 'scheduled', 'open', 'closed'] as const;
export type QuestionStatus = (typeof questionStatuses)[number];

export interface QuestionTimes {
  state: QuestionState;
  opensAt: Date | null;
  closesAt: Date | null;
}

/** The status at `now`; the ledger decides the same way, by the database's clock, when a vote is recorded. */
export function questionStatus(
  { state, opensAt, closesAt }: QuestionTimes,
  now = databaseTime(),
): QuestionStatus {
  if (state === 'draft') return 'draft';
  if (state === 'closed' || (closesAt && closesAt <= now)) return 'closed';
  return opensAt && opensAt > now ? 'scheduled' : 'open';
}

/** Whether the public does not know of the question yet. */
export function isHidden(times: QuestionTimes): boolean {
  const status = questionStatus(times);
  return status === 'draft' || status === 'scheduled';
}
