import { showReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import type { VoteReceipt } from '#src/features/votes/vote-receipt.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { notice } from '#src/ui/components/notice.ts';
import { traceReference } from '#src/ui/components/trace-reference.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The code a voter is shown once, and what it is good for. */
function receiptCodeCard(code: string, locale: Locale): Html {
  const messages = t(locale);
  const { receipts } = messages;
  return html`<div class="receipt-card">
<p class="receipt-label">${receipts.yourCode}</p>
<p class="receipt-code">!${copyable(showReceiptCode(code), messages, receipts.codeName)}</p>
<p>${receipts.keep}</p>
<p>${receipts.use} <a href="${paths.receipt}">${receipts.check}</a></p>
</div>`;
}

/** What a voter is told right after voting, whether the results are shown or not. */
export function thanksNotice({ traceId, code }: VoteReceipt, context: PageContext): Html {
  const messages = t(context.locale);
  const trace = traceId
    ? html`<p>${messages.results.traceHint} !${traceReference(traceId, context)}</p>`
    : nothing;
  const card = code ? receiptCodeCard(code, context.locale) : nothing;
  return notice('success', messages.results.thanks, html`!${card}!${trace}`);
}
