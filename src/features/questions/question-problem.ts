import { QuestionRefused } from '#src/features/questions/edit-question.ts';
import { QuestionStateError } from '#src/features/questions/question-store.ts';
import { Problem } from '#src/plugins/problem.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const en = t('en');

/** A field's name as the API writes it. */
const apiName = (field: string) => field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

function refused({ errors, locked }: QuestionRefused): Problem {
  const { choiceRows, ...fields } = errors;
  const problems = Object.entries(fields).flatMap(([field, key]) => {
    const rows = (field === 'choices' && choiceRows?.map((row) => `/${row}`)) || [''];
    const detail = en.questionForm.errors[key];
    return rows.map((row) => ({ pointer: `/body/${apiName(field)}${row}`, detail }));
  });
  if (locked.length === 0) {
    const title = 'The question cannot be taken';
    return new Problem({ type: 'invalid-question', status: 422, title, errors: problems });
  }
  const closed = locked.includes('closesAt') || locked.includes('timeZone');
  // Before the first vote nothing else is.
  const opened = locked.length === 1 && locked[0] === 'opensAt';
  const detail = closed ? 'lockedClosed' : opened ? 'lockedOpened' : 'lockedNow';
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

/** What is answered where a question's rules or its state refuse something; any other error is given back as it is. */
function questionProblem(error: unknown): unknown {
  if (error instanceof QuestionRefused) return refused(error);
  if (!(error instanceof QuestionStateError)) return error;
  const { message: detail, reason } = error;
  const page = (locale: Locale) => t(locale).questionRefusals[reason];
  return new Problem({ type: 'state', status: 409, title: 'Not possible now', detail, page });
}

/** Waits for the work and answers what went wrong with a question as a problem. */
export const orProblem = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error) => Promise.reject(questionProblem(error)));
