import { QuestionRefused } from '#src/features/questions/edit-question.ts';
import type { QuestionChanges } from '#src/features/questions/question-api-schema.ts';
import { type QuestionDraft, questionDefaults } from '#src/features/questions/question-input.ts';
import { QuestionStateError } from '#src/features/questions/question-store.ts';
import { Problem } from '#src/plugins/problem.ts';
import type { Static } from '#src/schema/type.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const en = t('en');

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

/** A field's name as the API writes it. */
const apiName = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function refused({ errors, locked }: QuestionRefused): Problem {
  const { choiceRow, ...fields } = errors;
  const problems = Object.entries(fields).map(([field, key]) => ({
    pointer: `/body/${apiName(field)}${field === 'choices' && choiceRow !== undefined ? `/${choiceRow}` : ''}`,
    detail: en.questionForm.errors[key],
  }));
  if (locked.length === 0) {
    const title = 'The question cannot be taken';
    return new Problem({ type: 'invalid-question', status: 422, title, errors: problems });
  }
  const detail =
    locked.includes('closesAt') || locked.includes('timeZone') ? 'lockedClosed' : 'lockedPublished';
  return new Problem({
    type: 'locked',
    status: 409,
    title: 'The question is published',
    errors: locked.map((field) => ({
      pointer: `/body/${apiName(field)}`,
      detail: en.questionForm[detail],
    })),
  });
}

/** Runs an action on a question; what its rules or its state refuse becomes a problem. */
export async function orProblem<T>(action: Promise<T>): Promise<T> {
  try {
    return await action;
  } catch (error) {
    if (error instanceof QuestionRefused) throw refused(error);
    if (!(error instanceof QuestionStateError)) throw error;
    const { message: detail, reason } = error;
    const page = (locale: Locale) => t(locale).questionRefusals[reason];
    throw new Problem({ type: 'state', status: 409, title: 'Not possible now', detail, page });
  }
}
