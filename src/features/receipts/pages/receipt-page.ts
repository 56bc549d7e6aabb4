import type { FoundReceipt } from '#src/features/receipts/receipt-finder.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The form that takes a receipt's code, again where nothing was found. */
export function receiptForm(context: PageContext, page: { code: string; notFound: boolean }): Html {
  const messages = t(context.locale);
  const { receipts } = messages;
  const error = page.notFound ? receipts.notFound : undefined;
  const field = textField({
    id: 'code',
    name: 'code',
    label: receipts.code,
    value: page.code,
    hint: receipts.codeHint,
    error,
    required: true,
    autocomplete: 'off',
    messages,
  });
  const body = html`<header class="page-head"><h1>${receipts.title}</h1><p class="lead">${receipts.lead}</p></header>
!${errorSummary([{ id: 'code', text: error }], messages)}
!${postForm(paths.receipt, context.csrf, html`!${field}<div class="actions">!${button({ label: receipts.submit })}</div>`)}`;
  return layout(context, { title: pageTitle(receipts.title, page.notFound, messages), body });
}

/** A receipt with what the reader may know of its place in the log. */
export interface ShownReceipt extends FoundReceipt {
  /** Whether the reader may see how many ballots there are. */
  mayPlace: boolean;
}

function choiceList({ choices, ranked }: FoundReceipt): Html {
  const items = choices.map((text) => html`<li>!${userText(text)}</li>`);
  if (choices.length === 1) return userText(choices[0] ?? '');
  return ranked ? html`<ol class="numbered">!${items}</ol>` : html`<ul>!${items}</ul>`;
}

function place({ position, mayPlace }: ShownReceipt, context: PageContext): string {
  const { receipts } = t(context.locale);
  if (position === undefined) return receipts.notSealed;
  return mayPlace ? receipts.position(formatCount(position + 1, context.locale)) : receipts.isSealed;
}

/** What a receipt tells: question, choices and time of the ballot, and whether it still stands. */
export function receiptPage(context: PageContext, receipt: ShownReceipt): Html {
  const { locale } = context;
  const { receipts } = t(locale);
  const { standing, slug, castAt, choices, ranked } = receipt;
  const kind = standing === 'counted' ? 'success' : standing === 'replaced' ? 'info' : 'error';
  const label = choices.length === 1 ? receipts.choice : ranked ? receipts.ranking : receipts.choices;
  const fact = (name: string, value: Html) => html`<div><dt>${name}</dt><dd>!${value}</dd></div>`;
  const facts = [
    fact(receipts.question, html`<a href="${paths.question(slug)}">!${userText(receipt.question)}</a>`),
    fact(label, choiceList(receipt)),
    castAt ? fact(receipts.castAt, timeElement(castAt, locale)) : nothing,
    fact(receipts.log, html`${place(receipt, context)}`),
  ];
  const proof = receipt.mayPlace ? linkButton(paths.proof(slug), receipts.proof, 'secondary') : nothing;
  const body = html`<h1 class="receipt-title">${receipts.title}</h1>
!${notice(kind, receipts.standings[standing], html`<p>${receipts.explained[standing]}</p>`)}
<dl class="facts">!${facts}</dl>
<div class="actions">!${proof}<a href="${paths.receipt}">${receipts.another}</a></div>`;
  return layout(context, { title: receipts.title, body, styles: ['receipts'] });
}
