import { type ResultsAudience, resultsAudiences } from '#src/database/models/question.ts';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { type QuestionTimes, questionStatus } from '#src/features/questions/question-status.ts';

export type QuestionField = keyof QuestionInput;

/** What a ballot's meaning and the voter's way to it hang on. */
const FIXED_BY_PUBLICATION: readonly QuestionField[] = [
  'text',
  'kind',
  'choices',
  'minChoices',
  'maxChoices',
  'policy',
  'secret',
  'opensAt',
];

/**
 * Fields that can no longer change. From the publication on a vote must keep the meaning it was cast with; once voting
 * has closed it stays closed, since its result is final.
 */
export function lockedFields(question: QuestionTimes, now = new Date()): readonly QuestionField[] {
  const status = questionStatus(question, now);
  if (status === 'draft') return [];
  return status === 'closed' ? [...FIXED_BY_PUBLICATION, 'closesAt', 'timeZone'] : FIXED_BY_PUBLICATION;
}

/**
 * Whether the results may be shown to others from now on. Before the first vote nobody has relied on what was said.
 * After it the circle may only grow: who voted because the result can be checked must not find it hidden.
 */
export function mayShowTo(from: ResultsAudience, to: ResultsAudience, votes: number): boolean {
  // The audiences stand from the widest circle to the narrowest.
  return votes === 0 || resultsAudiences.indexOf(to) <= resultsAudiences.indexOf(from);
}
