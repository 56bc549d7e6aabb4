import { receiptCodeCard } from '#src/features/results/pages/receipt-code-card.ts';
import type { VoteReceipt } from '#src/features/votes/vote-receipt.ts';
import { notice } from '#src/ui/components/notice.ts';
import { traceReference } from '#src/ui/components/trace-reference.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';

/** What a voter is told right after voting, whether the results are shown or not. */
export function thanksNotice({ traceId, code }: VoteReceipt, context: PageContext): Html {
  const messages = t(context.locale);
  const trace = traceId
    ? html`<p>${messages.results.traceHint} !${traceReference(traceId, context)}</p>`
    : nothing;
  const card = code ? receiptCodeCard(code, context.locale) : nothing;
  return notice('success', messages.results.thanks, html`!${card}!${trace}`);
}
