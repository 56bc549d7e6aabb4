import type { QuestionPolicy } from '#src/database/models/question.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button } from '#src/ui/components/button.ts';
import { errorSummary, type FieldProblem, pageTitle } from '#src/ui/components/error-summary.ts';
import { textArea, textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { radioCards } from '#src/ui/components/radio-cards.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { type ChoiceErrors, choiceRows, type FormChoice } from './choice-rows.ts';

/** The form's values as typed, so that nothing is lost when it comes back with errors. Times are `YYYY-MM-DDTHH:mm` in UTC or empty. */
export interface QuestionFormValues {
  text: string;
  description: string;
  choices: FormChoice[];
  policy: QuestionPolicy;
  opensAt: string;
  closesAt: string;
}

/** One sentence for each field that is wrong. */
export interface QuestionFormErrors extends ChoiceErrors {
  text?: string | undefined;
  description?: string | undefined;
  policy?: string | undefined;
  opensAt?: string | undefined;
  closesAt?: string | undefined;
}

/**
 * Form to create or edit a question. Fields: `text`, `description`, `policy`, `opensAt`, `closesAt`, and for each row
 * `choiceId` (empty for a new one) and `choiceText`, in the same order. The button pressed sends `action`: `save`, `publish` or `more`.
 */
export interface QuestionFormPage {
  /** The question being edited; absent for a new one. */
  slug?: string | undefined;
  values: QuestionFormValues;
  errors: QuestionFormErrors;
  /** True once published: choices are shown and cannot be changed. */
  choicesLocked: boolean;
  /** True while the question is a draft, and may be published from here. */
  publishable: boolean;
  /** Number of empty rows to offer after the choices given. */
  emptyRows: number;
}

function problemsOf({ errors }: QuestionFormPage): FieldProblem[] {
  const rows = Object.entries(errors.choice ?? {});
  return [
    { id: 'text', text: errors.text },
    { id: 'description', text: errors.description },
    { id: 'choice-1', text: errors.choices },
    ...rows.map(([index, text]) => ({ id: `choice-${Number(index) + 1}`, text })),
    { id: 'policy', text: errors.policy },
    { id: 'opensAt', text: errors.opensAt },
    { id: 'closesAt', text: errors.closesAt },
  ];
}

function fields(context: PageContext, page: QuestionFormPage): Html {
  const messages = t(context.locale);
  const words = messages.questionForm;
  const { values, errors } = page;
  const time = (id: 'opensAt' | 'closesAt', hint: string) =>
    textField({
      id,
      name: id,
      label: words[id],
      hint,
      value: values[id],
      error: errors[id],
      type: 'datetime-local',
      messages,
    });
  const policy = radioCards({
    id: 'policy',
    name: 'policy',
    legend: words.policy,
    options: [
      { value: 'browser', text: words.policyBrowser },
      { value: 'open', text: words.policyOpen },
    ],
    selected: values.policy,
    error: errors.policy,
    messages,
  });
  return html`!${textField({ id: 'text', name: 'text', label: words.text, hint: words.textHint, value: values.text, error: errors.text, required: true, messages })}
!${textArea({ id: 'description', name: 'description', label: words.description, hint: words.descriptionHint, value: values.description, error: errors.description, messages })}
!${choiceRows({ choices: values.choices, errors, locked: page.choicesLocked, emptyRows: page.emptyRows, messages })}
!${policy}
<div class="two-columns">!${time('opensAt', words.opensAtHint)}!${time('closesAt', words.closesAtHint)}</div>`;
}

/** The form that creates or changes a question. */
export function questionFormPage(context: PageContext, page: QuestionFormPage): Html {
  const messages = t(context.locale);
  const words = messages.questionForm;
  const problems = problemsOf(page);
  const title = page.slug === undefined ? words.createTitle : words.editTitle;
  const save = { label: page.publishable ? words.saveDraft : words.save, name: 'action', value: 'save' };
  const publish = page.publishable
    ? button({ label: words.publish, name: 'action', value: 'publish' })
    : nothing;
  // Enter in a text field presses the form's first button: an unseen one that saves, not the one that adds rows.
  const form = html`<button class="visually-hidden" type="submit" name="action" value="save" tabindex="-1" aria-hidden="true"></button>
!${fields(context, page)}
<div class="actions">!${publish}!${button({ ...save, kind: page.publishable ? 'secondary' : 'primary' })}<a href="${paths.desk}">${words.cancel}</a></div>`;
  const action = page.slug === undefined ? paths.newQuestion : paths.editQuestion(page.slug);
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], title, messages)}
<header class="page-head"><h1>${title}</h1></header>
!${errorSummary(problems, messages)}
!${postForm(action, context.csrf, form)}`;
  const hasProblems = problems.some(({ text }) => text);
  const scripts = page.choicesLocked ? [] : ['choice-rows'];
  return layout(context, { title: pageTitle(title, hasProblems, messages), body, scripts });
}
