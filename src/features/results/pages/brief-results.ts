import { hiddenNotice } from '#src/features/results/pages/hidden-results-page.ts';
import { liveTotal, noVotesYet } from '#src/features/results/pages/live-controls.ts';
import type { ShownResults } from '#src/features/results/pages/shown-results.ts';
import { tallyView } from '#src/features/results/pages/tally-view.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** The results in short, or why they are hidden. */
export function briefResults(
  { kind, results, state, closesAt, timeZone, tally }: ShownResults,
  locale: Locale,
): Html {
  const messages = t(locale);
  const open = state === 'open';
  const badge = statusBadge(open ? 'open' : 'closed', messages);
  if (!tally) {
    const hidden = results === 'always' ? 'closed' : results;
    return html`<p class="total-line">!${badge}</p>!${hiddenNotice({ results: hidden, closesAt, timeZone }, locale)}`;
  }
  return html`<p class="total-line">!${badge} !${liveTotal(tally.total, open, locale)}</p>
!${noVotesYet(tally.total, locale)}!${tallyView({ kind, tally, open, detail: 'brief' }, locale)}`;
}
