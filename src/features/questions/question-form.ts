import {
  type QuestionModel,
  questionKinds,
  questionPolicies,
  resultsAudiences,
} from '#src/database/models/question.ts';
import { editionOf, inputOf, type QuestionRefused } from '#src/features/questions/edit-question.ts';
import { isCorrectable, lockedFields, mayShowTo } from '#src/features/questions/editable.ts';
import { instantOf, isTimeZone, localTimeOf } from '#src/features/questions/local-time.ts';
import type {
  QuestionFormErrors,
  QuestionFormPage,
  QuestionFormValues,
} from '#src/features/questions/pages/question-form-values.ts';
import {
  cleanLine,
  type QuestionDraft,
  type QuestionErrors,
  takesSeveral,
} from '#src/features/questions/question-input.ts';
import type { ReliedOn } from '#src/features/questions/relied-on.ts';
import { type Static, Type } from '#src/schema/type.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const text = Type.Optional(Type.String());

/** Fields of the form that creates or edits a question. The browser sends none that is locked. */
export const QuestionForm = Type.Object({
  text,
  description: text,
  kind: Type.Optional(Type.Enum(questionKinds)),
  choiceText: Type.Optional(Type.Union([Type.Array(Type.String()), Type.String()])),
  minChoices: text,
  maxChoices: text,
  policy: Type.Optional(Type.Enum(questionPolicies)),
  secret: Type.Optional(Type.Enum(['yes', 'no'])),
  results: Type.Optional(Type.Enum(resultsAudiences)),
  timeZone: text,
  opensAt: text,
  closesAt: text,
  seen: text,
  alike: text,
  action: Type.Union([Type.Literal('save'), Type.Literal('publish'), Type.Literal('more')], {
    default: 'save',
  }),
});
export type QuestionForm = Static<typeof QuestionForm>;

/** Empty rows that a new form offers, and that "more" adds. */
export const EMPTY_ROWS = 3;

/** An empty form. It proposes one vote a browser, where the API lets everybody vote again unless it is asked for less. */
export const emptyValues: QuestionFormValues = {
  text: '',
  description: '',
  kind: 'single',
  choices: [],
  minChoices: '',
  maxChoices: '',
  policy: 'browser',
  secret: 'yes',
  results: 'always',
  timeZone: 'UTC',
  opensAt: '',
  closesAt: '',
};

/** The form of a stored question. */
export function questionToValues(question: QuestionModel): QuestionFormValues {
  const { minChoices, maxChoices, secret, opensAt, closesAt, ...same } = inputOf(question);
  const { choices = [] } = question;
  const several = takesSeveral(same.kind);
  const time = (instant: Date | null) => (instant ? localTimeOf(instant, same.timeZone) : '');
  return {
    ...same,
    choices: choices.map((choice) => ({ id: String(choice.id), text: choice.text })),
    minChoices: several ? String(minChoices) : '',
    maxChoices: several ? String(maxChoices) : '',
    secret: secret ? 'yes' : 'no',
    opensAt: time(opensAt),
    closesAt: time(closesAt),
  };
}

/** The form of a new question that begins as a copy: all but its times. */
export function copyToValues(original: QuestionModel): QuestionFormValues {
  const values = questionToValues(original);
  const choices = values.choices.map(({ text }) => ({ text }));
  return { ...values, choices, opensAt: '', closesAt: '' };
}

/** The form as it was sent, over what it was made from, to be shown again. */
export function formToValues(form: QuestionForm, base: QuestionFormValues): QuestionFormValues {
  const { choiceText, action: _action, seen: _seen, alike: _alike, ...sent } = form;
  const texts = choiceText === undefined ? undefined : [choiceText].flat();
  const choices = texts?.filter((choice) => cleanLine(choice) !== '').map((choice) => ({ text: choice }));
  return { ...base, ...sent, ...(choices && { choices }) };
}

const digits = (text: string) => {
  if (text.trim() === '') return null;
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : Number.NaN;
};

/**
 * What the form says, not yet checked, and what is wrong with its times. Fields that do not matter for the kind or the
 * policy are left at what these imply: a page may not be able to hide them.
 */
export function formToDraft(
  form: QuestionForm,
  question: QuestionModel | undefined,
): { draft: Partial<QuestionDraft>; problems: QuestionErrors } {
  const { choiceText, minChoices, maxChoices, secret, opensAt, closesAt, ...rest } = form;
  const { action: _action, seen: _seen, alike: _alike, ...same } = rest;
  const base = question ? questionToValues(question) : emptyValues;
  const { kind, policy, timeZone } = { ...base, ...same };
  const problems: QuestionErrors = {};
  const readTime = (field: 'opensAt' | 'closesAt', text: string) => {
    if (text === '' || !isTimeZone(timeZone)) return null;
    // Seconds are not shown: a time nobody touched stays what it is.
    if (question && text === base[field] && timeZone === base.timeZone) return question[field];
    const instant = instantOf(text, timeZone, field === 'opensAt' ? 'earlier' : 'later');
    if (instant instanceof Date) return instant;
    problems[field] = instant === 'skipped' ? 'timeSkipped' : 'timeInvalid';
    return new Date(Number.NaN);
  };
  const several = takesSeveral(kind);
  const draft: Partial<QuestionDraft> = { ...same };
  if (choiceText !== undefined) draft.choices = kind === 'rating' ? [] : [choiceText].flat();
  if (minChoices !== undefined) draft.minChoices = several ? digits(minChoices) : null;
  if (maxChoices !== undefined) draft.maxChoices = several ? digits(maxChoices) : null;
  if (secret !== undefined) draft.secret = policy === 'account' ? secret === 'yes' : true;
  if (opensAt !== undefined) draft.opensAt = readTime('opensAt', opensAt);
  if (closesAt !== undefined) draft.closesAt = readTime('closesAt', closesAt);
  return { draft, problems };
}

/** The sentences that stand next to the fields. */
export function formErrors(
  { errors, locked, outdated }: QuestionRefused,
  problems: QuestionErrors,
  locale: Locale,
): QuestionFormErrors {
  const words = t(locale).questionForm;
  const { choiceRows, choices, ...fields } = { ...errors, ...problems };
  const entries = Object.entries(fields).map(([field, key]) => [field, words.errors[key]]);
  const sentence = choices && words.errors[choices];
  return {
    ...Object.fromEntries(entries),
    ...(sentence &&
      (choiceRows
        ? { choice: Object.fromEntries(choiceRows.map((row) => [row, sentence])) }
        : { choices: sentence })),
    ...(locked.length > 0 && { form: words.lockedMeanwhile }),
    ...(outdated && { form: words.changedMeanwhile }),
  };
}

/** The page of a form for a new or a stored question, and what others rely on of it; `seen` is the edition it was made from. */
export function formPage(
  values: QuestionFormValues,
  stored?: { question: QuestionModel; relied: ReliedOn; seen?: string | undefined },
  errors: QuestionFormErrors = {},
  emptyRows = EMPTY_ROWS,
): QuestionFormPage {
  const locked = stored ? lockedFields(stored.question, stored.relied) : [];
  const fixed = stored && locked.length > 0 ? questionToValues(stored.question) : undefined;
  const kept = fixed && Object.fromEntries(locked.map((field) => [field, fixed[field]]));
  return {
    slug: stored?.question.slug,
    seen: stored && (stored.seen ?? editionOf(stored.question)),
    values: { ...values, ...kept },
    errors,
    locked,
    audiences: resultsAudiences.filter(
      (audience) => !stored || mayShowTo(stored.question.results, audience, stored.relied.votes),
    ),
    correctable: stored !== undefined && isCorrectable(stored.question, stored.relied),
    publishable: !stored || stored.question.state === 'draft',
    proposeZone: values === emptyValues,
    emptyRows,
  };
}
