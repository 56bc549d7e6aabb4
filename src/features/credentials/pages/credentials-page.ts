import type { QuestionModel } from '#src/database/models/question.ts';
import type { CredentialCounts } from '#src/features/credentials/credential-store.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { textField } from '#src/ui/components/field.ts';
import { formKeyField, postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The invitations of a question: how many there are, and the forms to make and revoke them. */
export interface CredentialsPage {
  question: Pick<QuestionModel, 'slug' | 'text'>;
  counts: CredentialCounts;
  /** Why none can be made, where that is so. */
  refusal?: 'notYet' | 'closed' | undefined;
  most: number;
  mostOnSheet: number;
  /** What was typed, and what was wrong with it. */
  count: string;
  error?: string | undefined;
  old: string;
  oldError?: string | undefined;
}

function makeForm(
  context: PageContext,
  { question, counts, most, mostOnSheet, count, error }: CredentialsPage,
): Html {
  const messages = t(context.locale);
  const words = messages.credentials;
  const shown = (value: number) => formatCount(value, context.locale);
  const hint = `${words.countHint(shown(most))} ${words.sheetHint(shown(mostOnSheet))}`;
  const field = { id: 'count', name: 'count', label: words.count, hint, value: count, error, messages };
  return html`<section><h2>${words.makeTitle}</h2><p class="field-hint">${words.once}</p>
<p class="field-error" role="alert" data-answer-lost hidden>${words.answerLost}</p>
!${postForm(
    paths.credentials(question.slug),
    context.csrf,
    html`<input type="hidden" name="seen" value="${counts.made}">!${formKeyField()}!${textField({ ...field, required: true, inputmode: 'numeric' })}
<div class="actions">!${button({ label: words.asCsv, name: 'as', value: 'csv' })}!${button({ label: words.asSheet, kind: 'secondary', name: 'as', value: 'sheet' })}</div>`,
  )}</section>`;
}

function replaceForm(context: PageContext, { question, old, oldError }: CredentialsPage): Html {
  const messages = t(context.locale);
  const words = messages.credentials;
  const field = { id: 'old', name: 'credential', label: words.old, value: old, error: oldError, messages };
  return html`<section class="replace"><h2>${words.replaceTitle}</h2><p class="field-hint">${words.replaceHint}</p>
!${postForm(
    paths.replaceCredential(question.slug),
    context.csrf,
    html`!${formKeyField()}!${textField({ ...field, required: true, autocomplete: 'off' })}
<div class="actions">!${button({ label: words.replace, kind: 'secondary' })}</div>`,
  )}</section>`;
}

/** What an organiser does with the invitations of a question. */
export function credentialsPage(context: PageContext, page: CredentialsPage): Html {
  const messages = t(context.locale);
  const words = messages.credentials;
  const { question, counts, refusal, error, oldError } = page;
  const unused = counts.made - counts.used;
  const fact = (name: string, value: number) =>
    html`<div><dt>${name}</dt><dd>${formatCount(value, context.locale)}</dd></div>`;
  const revoke =
    unused > 0
      ? html`<section><h2>${words.revokeTitle}</h2><p class="field-hint">${words.revokeHint}</p>!${linkButton(paths.revokeCredentials(question.slug), words.revoke, 'secondary')}</section>`
      : nothing;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], words.title, messages)}
<header class="page-head"><h1>${words.title}</h1><p class="lead">${words.lead}</p></header>
!${errorSummary(
    [
      { id: 'count', text: error },
      { id: 'old', text: oldError },
    ],
    messages,
  )}
<p class="quoted">!${userText(question.text)}</p>
<dl class="facts">!${fact(words.made, counts.made)}!${fact(words.used, counts.used)}!${fact(words.unused, unused)}</dl>
<div class="credentials stack">!${refusal ? notice('info', words[refusal], nothing) : makeForm(context, page)}!${counts.made > 0 && !refusal ? replaceForm(context, page) : nothing}!${revoke}</div>`;
  const title = pageTitle(words.title, (error ?? oldError) !== undefined, messages);
  const scripts = refusal ? [] : ['make-invitations'];
  return layout(context, { title, body, styles: ['credentials'], scripts });
}
