import type { QuestionChanges } from '#src/features/questions/question-api-schema.ts';
import { type QuestionDraft, questionDefaults } from '#src/features/questions/question-input.ts';
import type { Static } from '#src/schema/type.ts';

/** A new question where its limits follow from its kind. */
export const emptyDraft = {
  ...questionDefaults,
  text: '',
  choices: [] as string[],
  minChoices: null,
  maxChoices: null,
} satisfies QuestionDraft;

const readTime = (time: string | null) => (time === null ? null : new Date(time));

/** What a request body speaks of, in the words of the rules. */
export function bodyToDraft(body: Static<typeof QuestionChanges>): Partial<QuestionDraft> {
  const { opens_at, closes_at, min_choices, max_choices, time_zone, ...same } = body;
  return {
    ...same,
    ...(min_choices !== undefined && { minChoices: min_choices }),
    ...(max_choices !== undefined && { maxChoices: max_choices }),
    ...(time_zone !== undefined && { timeZone: time_zone }),
    ...(opens_at !== undefined && { opensAt: readTime(opens_at) }),
    ...(closes_at !== undefined && { closesAt: readTime(closes_at) }),
  };
}
