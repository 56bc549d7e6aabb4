import type { QuestionKind, QuestionPolicy, ResultsAudience } from '#src/database/models/question.ts';
import type { QuestionField } from '#src/features/questions/editable.ts';
import type { ChoiceErrors, FormChoice } from './choice-rows.ts';

/**
 * The form's values as typed, so that nothing is lost when it comes back with errors. Times are `YYYY-MM-DDTHH:mm` in
 * the time zone, limits are digits; both may be empty.
 */
export interface QuestionFormValues {
  text: string;
  description: string;
  kind: QuestionKind;
  choices: FormChoice[];
  minChoices: string;
  maxChoices: string;
  policy: QuestionPolicy;
  secret: 'yes' | 'no';
  results: ResultsAudience;
  timeZone: string;
  opensAt: string;
  closesAt: string;
}

/** One sentence for each field that is wrong. */
export interface QuestionFormErrors
  extends ChoiceErrors,
    Partial<Record<Exclude<QuestionField, 'choices'>, string | undefined>> {
  /** What is wrong with the form as a whole. */
  form?: string | undefined;
}

/**
 * Form to create or edit a question. Its fields are those of the values; each row of choices sends `choiceText`. The
 * button pressed sends `action`: `save`, `publish` or `more`; `seen` goes back as it came.
 */
export interface QuestionFormPage {
  /** The question being edited; absent for a new one. */
  slug?: string | undefined;
  /** The question that this new one began as a copy of. */
  copyOf?: string | undefined;
  /** Which form it is, of all that make a question. */
  form?: string | undefined;
  /** The edition of it that the form was made from. */
  seen?: string | undefined;
  values: QuestionFormValues;
  errors: QuestionFormErrors;
  /** Fields that can no longer change: they are shown with the reason, and not sent. */
  locked: readonly QuestionField[];
  /** Audiences that the results may still be shown to. */
  audiences: readonly ResultsAudience[];
  /** True where the question is published and has no vote yet. */
  correctable: boolean;
  /** True while the question is a draft, and may be published from here. */
  publishable: boolean;
  /** True where nobody has chosen a time zone yet: the reader's own is proposed. */
  proposeZone: boolean;
  /** Stands for the choices that the form asks about, as they look alike: sent back, they are meant so. */
  alike?: string | undefined;
  /** Number of empty rows to offer after the choices given. */
  emptyRows: number;
}
