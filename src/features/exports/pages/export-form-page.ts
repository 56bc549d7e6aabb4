import { objectKey } from '#src/features/exports/prefix.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { errorSentence, textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** Form that starts an export. Fields: `prefix`, `all` (`yes` when ticked), `questions` (a slug for each one ticked). */
export interface ExportFormPage {
  bucket: string;
  questions: { slug: string; text: string }[];
  /** The values as sent, so that nothing is lost when the form comes back. */
  values: { prefix: string; all: boolean; questions: readonly string[] };
  /** One sentence for each field that is wrong; `form` for what concerns the bucket or the server behind it. */
  errors: { prefix?: string | undefined; questions?: string | undefined; form?: string | undefined };
}

function questionChecks(context: PageContext, { questions, values, errors }: ExportFormPage): Html {
  const messages = t(context.locale);
  const words = messages.exportForm;
  if (questions.length === 0) return notice('info', words.noQuestions, nothing);
  const checked = (on: boolean) => (on ? html` checked` : nothing);
  const boxes = questions.map(
    ({ slug, text }) =>
      html`<label class="check"><input type="checkbox" name="questions" value="${slug}"!${checked(values.questions.includes(slug))}><span>!${userText(text)}</span></label>`,
  );
  return html`<fieldset class="field" aria-describedby="questions-hint!${errors.questions ? html` questions-error` : nothing}">
<legend class="field-label">${words.questions}</legend>
<p class="field-hint" id="questions-hint">${words.questionsHint}</p>
!${errorSentence('questions-error', errors.questions, messages)}<label class="check check-all"><input type="checkbox" id="all" name="all" value="yes"!${checked(values.all)}><span>${words.all}</span></label>
<div class="checks">!${boxes}</div>
</fieldset>`;
}

function example({ bucket, values, questions, errors }: ExportFormPage): string {
  return `s3://${bucket}/${objectKey((errors.prefix ? '' : values.prefix) || '2026/november', questions[0]?.slug ?? 'lunch')}`;
}

/** The form that starts an export to the bucket. */
export function exportFormPage(context: PageContext, page: ExportFormPage): Html {
  const messages = t(context.locale);
  const words = messages.exportForm;
  const { values, errors } = page;
  const fields = html`!${textField({
    id: 'prefix',
    name: 'prefix',
    label: words.prefix,
    hint: words.prefixHint(example(page)),
    value: values.prefix,
    error: errors.prefix,
    messages,
  })}
!${questionChecks(context, page)}
<div class="actions">!${page.questions.length > 0 ? button({ label: words.submit }) : nothing}<a href="${paths.exports}">${words.cancel}</a></div>`;
  const problems = [
    { id: 'prefix', text: errors.prefix },
    { id: 'all', text: errors.questions },
  ];
  const body = html`!${breadcrumb([{ href: paths.exports, text: messages.exports.title }], words.title, messages)}
<header class="page-head"><h1>${words.title}</h1><p class="lead">${words.lead}</p></header>
!${errors.form ? notice('error', words.refused, html`<p>!${userText(errors.form)}</p>`) : nothing}
!${errorSummary(problems, messages)}
!${postForm(paths.newExport, context.csrf, fields)}`;
  return layout(context, {
    title: pageTitle(words.title, Object.values(errors).some(Boolean), messages),
    body,
  });
}
