import { showReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The code a voter is shown once, and what it is good for. */
export function receiptCodeCard(code: string, locale: Locale): Html {
  const messages = t(locale);
  const { receipts } = messages;
  return html`<div class="receipt-card">
<p class="receipt-label">${receipts.yourCode}</p>
<p class="receipt-code">!${copyable(showReceiptCode(code), messages, receipts.codeName)}</p>
<p>${receipts.keep}</p>
<p>${receipts.use} <a href="${paths.receipt}">${receipts.check}</a></p>
</div>`;
}
