import Type, { type Static } from 'typebox';
import { type QuestionModel, questionPolicies } from '#src/database/models/question.ts';
import type {
  QuestionFormErrors,
  QuestionFormPage,
  QuestionFormValues,
} from '#src/features/questions/pages/question-form-page.ts';
import {
  LIMITS,
  type QuestionErrors,
  type QuestionInput,
  questionDefaults,
} from '#src/features/questions/question-input.ts';
import { formatCount } from '#src/ui/format.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const texts = Type.Union([Type.Array(Type.String()), Type.String()], { default: [] });

/** Fields of the form that creates or edits a question. Where choices are locked the browser sends none. */
export const QuestionForm = Type.Object({
  text: Type.String({ default: '' }),
  description: Type.String({ default: '' }),
  choiceText: texts,
  policy: Type.Enum(questionPolicies, { default: 'browser' }),
  opensAt: Type.String({ default: '' }),
  closesAt: Type.String({ default: '' }),
  action: Type.Union([Type.Literal('save'), Type.Literal('publish'), Type.Literal('more')], {
    default: 'save',
  }),
});

/** Empty rows that a new form offers, and that "more" adds. */
export const EMPTY_ROWS = 3;

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?$/;
/** The browser's local date and time, taken as UTC as the form says; text that is none gives an invalid date. */
const readTime = (text: string) => (text === '' ? null : new Date(TIME.test(text) ? `${text}Z` : Number.NaN));
const writeTime = (time: Date | null) => time?.toISOString().slice(0, 16) ?? '';

/** What the form says, not yet checked. */
export function formToInput(form: Static<typeof QuestionForm>): QuestionInput {
  const { text, description, choiceText, policy, opensAt, closesAt } = form;
  const choices = [choiceText].flat();
  const times = { opensAt: readTime(opensAt), closesAt: readTime(closesAt) };
  return { ...questionDefaults, text, description, choices, policy, ...times };
}

/** The form as it was sent, to be shown again. */
export function formToValues(form: Static<typeof QuestionForm>): QuestionFormValues {
  const { text, description, policy, opensAt, closesAt } = form;
  const choices = [form.choiceText].flat().filter((choice) => choice.trim() !== '');
  return {
    text,
    description,
    policy,
    opensAt,
    closesAt,
    choices: choices.map((choice) => ({ text: choice })),
  };
}

/** The form of a stored question. */
export function questionToValues(question: QuestionModel): QuestionFormValues {
  const { text, description, policy, opensAt, closesAt, choices = [] } = question;
  return {
    text,
    description,
    policy,
    opensAt: writeTime(opensAt),
    closesAt: writeTime(closesAt),
    choices: choices.map((choice) => ({ id: String(choice.id), text: choice.text })),
  };
}

/** The form with what is fixed once the question is published: only description and closing time are taken. */
export function lockedFields(form: Static<typeof QuestionForm>, question: QuestionModel): typeof form {
  if (question.state === 'draft') return form;
  const { choices, ...fixed } = questionToValues(question);
  const { description, closesAt, action } = form;
  return { ...fixed, choiceText: choices.map(({ text }) => text), description, closesAt, action };
}

/** An empty form. */
export const emptyValues: QuestionFormValues = {
  text: '',
  description: '',
  policy: 'browser',
  opensAt: '',
  closesAt: '',
  choices: [],
};

/** The sentences that stand next to the fields. */
export function formErrors(errors: QuestionErrors, locale: Locale): QuestionFormErrors {
  const words = t(locale).questionForm.errors;
  const say = (key: keyof typeof words | undefined) => {
    const sentence = key && words[key];
    return typeof sentence === 'function' ? sentence(formatCount(LIMITS.description, locale)) : sentence;
  };
  const { choiceRow, ...fields } = errors;
  const inRow =
    choiceRow !== undefined && errors.choices ? { [choiceRow]: say(errors.choices) ?? '' } : undefined;
  return {
    text: say(fields.text),
    description: say(fields.description),
    choices: inRow ? undefined : say(fields.choices),
    choice: inRow,
    opensAt: say(fields.opensAt),
    closesAt: say(fields.closesAt),
  };
}

/** The page of a form, with as many empty rows as it should offer. */
export function formPage(
  values: QuestionFormValues,
  question: QuestionModel | undefined,
  errors: QuestionFormErrors = {},
  emptyRows = EMPTY_ROWS,
): QuestionFormPage {
  const locked = question !== undefined && question.state !== 'draft';
  return {
    slug: question?.slug,
    values: locked ? { ...values, choices: questionToValues(question).choices } : values,
    errors,
    choicesLocked: locked,
    publishable: !locked,
    emptyRows: locked ? 0 : emptyRows,
  };
}
