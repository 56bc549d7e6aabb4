import { databaseTime } from '#src/database/database-time.ts';
import { type ResultsAudience, resultsAudiences } from '#src/database/models/question.ts';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { type QuestionTimes, questionStatus } from '#src/features/questions/question-status.ts';
import type { ReliedOn } from '#src/features/questions/relied-on.ts';

export type QuestionField = keyof QuestionInput;

/** What a ballot's meaning and the voter's way to it hang on. */
const MEANING: readonly QuestionField[] = [
  'text',
  'kind',
  'choices',
  'minChoices',
  'maxChoices',
  'policy',
  'secret',
  'opensAt',
];

/** Whether a question is published and can be corrected: until there is a vote, or a signature under its count. */
export function isCorrectable(
  question: QuestionTimes,
  { votes, signed }: ReliedOn,
  now = databaseTime(),
): boolean {
  const status = questionStatus(question, now);
  return (status === 'scheduled' || status === 'open') && votes === 0 && !signed;
}

/**
 * Fields that can no longer change. From the first vote on it must keep the meaning it was cast with; once voting has opened it
 * has, and once it has closed it stays closed, since its result is final.
 */
export function lockedFields(
  question: QuestionTimes,
  relied: ReliedOn,
  now = new Date(),
): readonly QuestionField[] {
  const status = questionStatus(question, now);
  if (status === 'draft') return [];
  if (status === 'closed') return [...MEANING, 'closesAt', 'timeZone'];
  if (!isCorrectable(question, relied, now)) return MEANING;
  return status === 'open' ? ['opensAt'] : [];
}

/** Whether a change of these fields is one of what voters were told: until when they may vote is no part of that. */
export const changesBallot = (fields: readonly QuestionField[]): boolean =>
  fields.some((field) => field !== 'closesAt' && field !== 'timeZone');

/**
 * Whether the results may be shown to others from now on. Before the first vote nobody has relied on what was said.
 * After it the circle may only grow: who voted because the result can be checked must not find it hidden.
 */
export function mayShowTo(from: ResultsAudience, to: ResultsAudience, votes: number): boolean {
  // The audiences stand from the widest circle to the narrowest.
  return votes === 0 || resultsAudiences.indexOf(to) <= resultsAudiences.indexOf(from);
}
