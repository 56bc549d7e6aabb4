import type { ExportLayout } from '#src/features/exports/export-record.ts';
import type { Offer } from '#src/features/exports/offered-questions.ts';
import { objectKey } from '#src/features/exports/prefix.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { errorSentence, textField } from '#src/ui/components/field.ts';
import { formKeyField, postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/**
 * Form that starts an export. Fields: `prefix`, `all` (`yes` when ticked), `questions` (a slug for each one ticked),
 * `layout`, and `search` with the button `find`, which looks for other questions and starts nothing.
 */
export interface ExportFormPage {
  bucket: string;
  offer: Offer;
  /** The values as sent, so that nothing is lost when the form comes back. */
  values: {
    prefix: string;
    all: boolean;
    questions: readonly string[];
    layout: ExportLayout;
    search: string;
  };
  /** One sentence for each field that is wrong; `form` for what concerns the bucket or the server behind it. */
  errors: { prefix?: string | undefined; questions?: string | undefined; form?: string | undefined };
}

const checked = (on: boolean) => (on ? html` checked` : nothing);

/** Where more can be chosen from than the list shows, or some were looked for. */
function finder({ offer, values }: ExportFormPage, context: PageContext): Html {
  const { locale } = context;
  const { questions, found } = offer;
  if (!values.search && questions.length >= found) return nothing;
  const words = t(locale).exportMore;
  const shown = questions.length;
  const meta =
    shown < found
      ? html`<p class="meta" id="offered">${words.offered(formatCount(shown, locale), formatCount(found, locale))}</p>`
      : nothing;
  return html`<div class="search-form"><label class="visually-hidden" for="search">${words.search}</label><input class="input" id="search" type="search" name="search" value="${values.search}" placeholder="${words.search}" maxlength="200">!${button({ label: words.find, kind: 'secondary', name: 'find', value: 'yes' })}</div>
!${found === 0 ? html`<p class="meta" role="status">${words.nothingFound}. ${words.nothingFoundHint}</p>` : meta}`;
}

function questionChecks(context: PageContext, page: ExportFormPage): Html {
  const { offer, values, errors } = page;
  const messages = t(context.locale);
  const words = messages.exportForm;
  if (offer.total === 0) return notice('info', words.noQuestions, nothing);
  const boxes = offer.questions.map(
    ({ slug, text }) =>
      html`<label class="check"><input type="checkbox" name="questions" value="${slug}"!${checked(values.questions.includes(slug))}><span>!${userText(text)}</span></label>`,
  );
  return html`<fieldset class="field" aria-describedby="questions-hint!${errors.questions ? html` questions-error` : nothing}">
<legend class="field-label">${words.questions}</legend>
<p class="field-hint" id="questions-hint">${words.questionsHint}</p>
!${errorSentence('questions-error', errors.questions, messages)}<label class="check check-all"><input type="checkbox" id="all" name="all" value="yes"!${checked(values.all)}><span>${messages.exportMore.all(formatCount(offer.total, context.locale))}</span></label>
<div class="some-questions">!${finder(page, context)}!${boxes.length > 0 ? html`<div class="checks">!${boxes}</div>` : nothing}</div>
</fieldset>`;
}

function layoutChoice(context: PageContext, { values }: ExportFormPage): Html {
  const words = t(context.locale).exportMore;
  const choice = (value: ExportLayout, label: string, hint: string) =>
    html`<label class="check"><input type="radio" name="layout" value="${value}"!${checked(values.layout === value)}><span>${label}<span class="field-hint choice-hint">${hint}</span></span></label>`;
  return html`<fieldset class="field">
<legend class="field-label">${words.layout}</legend>
<p class="field-hint">${words.layoutHint}</p>
!${choice('each', words.each, words.eachHint)}!${choice('together', words.together, words.togetherHint)}
</fieldset>`;
}

function example({ bucket, values, offer, errors }: ExportFormPage): string {
  const prefix = (errors.prefix ? '' : values.prefix) || '2026/november';
  return `s3://${bucket}/${objectKey(prefix, offer.questions[0]?.slug ?? 'lunch')}`;
}

/** The form that starts an export to the bucket. */
export function exportFormPage(context: PageContext, page: ExportFormPage): Html {
  const messages = t(context.locale);
  const words = messages.exportForm;
  const { values, errors } = page;
  const fields = html`!${formKeyField()}!${textField({
    id: 'prefix',
    name: 'prefix',
    label: words.prefix,
    hint: words.prefixHint(example(page)),
    value: values.prefix,
    error: errors.prefix,
    messages,
  })}
!${questionChecks(context, page)}
!${page.offer.total > 0 ? layoutChoice(context, page) : nothing}
<div class="actions">!${page.offer.total > 0 ? button({ label: words.submit }) : nothing}<a href="${paths.exports}">${words.cancel}</a></div>`;
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
    styles: ['desk'],
  });
}
