import type { QuestionKind, ResultsAudience } from '#src/database/models/question.ts';
import { hiddenNotice } from '#src/features/results/pages/hidden-results-page.ts';
import { liveTotal, noVotesYet } from '#src/features/results/pages/live-controls.ts';
import type { QuestionHead } from '#src/features/results/pages/question-head.ts';
import { tallyView } from '#src/features/results/pages/tally-view.ts';
import type { ResultsState } from '#src/features/results/results-state.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Style sheets of results that stand without the site around them, in the order of their rules. */
export const SCREEN_STYLES = [
  'tokens',
  'base',
  'controls',
  'components',
  'pages',
  'content',
  'results',
  'screen',
  'print',
];

/** A question with its results on a screen or in a frame, where there is room for little else. */
export interface ShownResults extends QuestionHead {
  kind: QuestionKind;
  results: ResultsAudience;
  state: ResultsState;
  closesAt: Date | null;
  timeZone: string;
  /** Absent where the results are hidden. */
  tally?: Tally | undefined;
  /** Origin that readers know this service by. */
  origin: string;
}

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
