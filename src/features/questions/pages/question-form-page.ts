import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button } from '#src/ui/components/button.ts';
import { errorSummary, type ListedProblem, pageTitle } from '#src/ui/components/error-summary.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths, withQuery } from '#src/ui/paths.ts';
import { lockedFacts } from './locked-fields.ts';
import { questionFields } from './question-fields.ts';
import type { QuestionFormPage } from './question-form-values.ts';

function problemsOf({ errors }: QuestionFormPage): ListedProblem[] {
  const rows = Object.entries(errors.choice ?? {});
  const fields = [
    'minChoices',
    'maxChoices',
    'policy',
    'secret',
    'results',
    'timeZone',
    'opensAt',
    'closesAt',
  ] as const;
  return [
    { id: 'form-error', text: errors.form },
    { id: 'text', text: errors.text },
    { id: 'description', text: errors.description },
    { id: 'choice-1', text: errors.choices },
    ...rows.map(([index, text]) => ({ id: `choice-${Number(index) + 1}`, text })),
    ...fields.map((id) => ({ id, text: errors[id] })),
  ];
}

/** Another address than the page's: a lost connection would put its error in the page's place, and Back would miss what was typed. */
const sentTo = (path: string, form?: string) => withQuery(path, { form, sent: 'yes' });

function whatFor({ slug, copyOf, form }: QuestionFormPage, words: Messages['questionForm']) {
  if (slug !== undefined) return { title: words.editTitle, action: sentTo(paths.editQuestion(slug)) };
  return copyOf === undefined
    ? { title: words.createTitle, action: sentTo(paths.newQuestion, form) }
    : { title: words.copyTitle, action: sentTo(paths.duplicateQuestion(copyOf), form) };
}

/** The form that creates or changes a question. */
export function questionFormPage(context: PageContext, page: QuestionFormPage) {
  const messages = t(context.locale);
  const words = messages.questionForm;
  const problems = problemsOf(page);
  const { title, action } = whatFor(page, words);
  const save = { label: page.publishable ? words.saveDraft : words.save, name: 'action', value: 'save' };
  const publish = page.publishable
    ? button({ label: words.publish, name: 'action', value: 'publish' })
    : nothing;
  const publishHint = page.publishable ? html`<p class="field-hint">${words.publishHint}</p>` : nothing;
  // Enter in a text field presses the form's first button: an unseen one that saves, not the one that adds rows.
  const form = html`<button class="visually-hidden" type="submit" name="action" value="save" tabindex="-1" aria-hidden="true"></button>
!${page.seen === undefined ? nothing : html`<input type="hidden" name="seen" value="${page.seen}">`}
!${page.alike ? html`<input type="hidden" name="alike" value="${page.alike}">` : nothing}
!${questionFields(page, messages, context.signUp)}
!${publishHint}<div class="actions">!${publish}!${button({ ...save, kind: page.publishable ? 'secondary' : 'primary' })}!${page.slug === undefined ? nothing : html`<a href="${paths.preview(page.slug)}">${messages.desk.preview}</a>`}<a href="${paths.desk}">${words.cancel}</a></div>`;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], title, messages)}
<header class="page-head"><h1>${title}</h1></header>
!${errorSummary(problems, messages)}
!${page.correctable ? notice('info', words.correctableTitle, html`<p>${words.correctable}</p>`) : nothing}
!${lockedFacts(page, messages, context.locale)}
!${postForm(action, context.csrf, form, 'stack question-form')}`;
  const hasProblems = problems.some(({ text }) => text);
  const scripts = [
    ...(page.locked.includes('choices') ? [] : ['choice-rows']),
    ...(page.proposeZone ? ['own-time-zone'] : []),
  ];
  const styles = ['question-form'];
  return layout(context, { title: pageTitle(title, hasProblems, messages), body, scripts, styles });
}
