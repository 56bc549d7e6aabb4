import type { VoteReceipt } from '#src/features/votes/vote-receipt.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** What a voter is told right after voting, whether the results are shown or not. */
export function thanksNotice({ traceId }: VoteReceipt, locale: Locale): Html {
  const messages = t(locale);
  const trace = traceId
    ? html`<p>${messages.results.traceHint} !${copyable(traceId, messages)}</p>`
    : nothing;
  return notice('success', messages.results.thanks, trace);
}
