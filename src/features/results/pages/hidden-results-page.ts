import type { ResultsAudience } from '#src/database/models/question.ts';
import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import { following } from '#src/features/results/pages/live-controls.ts';
import {
  type QuestionHead,
  questionHead,
  resultsBreadcrumb,
} from '#src/features/results/pages/question-head.ts';
import { type Invitation, resultsActions } from '#src/features/results/pages/results-page.ts';
import { thanksNotice } from '#src/features/results/pages/thanks-notice.ts';
import type { ResultsState } from '#src/features/results/results-state.ts';
import type { VoteReceipt } from '#src/features/votes/vote-receipt.ts';
import { notice } from '#src/ui/components/notice.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';

/** What decides when hidden results are shown. */
export interface HiddenResults {
  results: Exclude<ResultsAudience, 'always'>;
  closesAt: Date | null;
  timeZone: string;
}

/** What stands where results are hidden: when, or for whom, they are shown. */
export interface HiddenResultsPage extends QuestionHead, HiddenResults {
  state: ResultsState;
  invite?: Invitation;
  receipt?: VoteReceipt | undefined;
}

/** Says when, or for whom, results are shown. It says nothing of votes. */
export function hiddenNotice({ results, closesAt, timeZone }: HiddenResults, locale: Locale): Html {
  const { hidden } = t(locale).results;
  const never = results === 'organisers';
  const closing =
    closesAt && !never ? html`<p>${hidden.closesAt} !${zonedTime(closesAt, timeZone, locale)}.</p>` : nothing;
  return notice('info', never ? hidden.titleNever : hidden.title, html`<p>${hidden[results]}</p>!${closing}`);
}

/** The page of results that this reader may not see now. */
export function hiddenResultsPage(context: PageContext, page: HiddenResultsPage): Html {
  const { locale } = context;
  const messages = t(locale);
  const follows = following(page.slug, page.state, false);
  const body = html`!${resultsBreadcrumb(page, locale)}
!${page.receipt ? thanksNotice(page.receipt, context) : nothing}
<article class="ballot"!${follows.source}>
!${questionHead(page, locale)}
<p class="total-line">!${statusBadge(page.state === 'open' ? 'open' : 'closed', messages)}</p>
!${hiddenNotice(page, locale)}
!${resultsActions({ slug: page.slug, invite: page.invite }, context)}
</article>`;
  return layout(context, {
    title: messages.results.title(page.text),
    body,
    styles: ['results', 'receipts'],
    scripts: follows.scripts,
  });
}
