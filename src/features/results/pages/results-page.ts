import type { QuestionKind } from '#src/database/models/question.ts';
import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import { following, liveControls, liveTotal, noVotesYet } from '#src/features/results/pages/live-controls.ts';
import {
  type QuestionHead,
  questionHead,
  resultsBreadcrumb,
} from '#src/features/results/pages/question-head.ts';
import { runoffRules } from '#src/features/results/pages/runoff-view.ts';
import { sharingSection } from '#src/features/results/pages/sharing-section.ts';
import { tallyView } from '#src/features/results/pages/tally-view.ts';
import { thanksNotice } from '#src/features/results/pages/thanks-notice.ts';
import { votesOverTime } from '#src/features/results/pages/votes-over-time.ts';
import type { ResultsState } from '#src/features/results/results-state.ts';
import type { Tally } from '#src/features/results/tally/read-tally.ts';
import type { Timeline } from '#src/features/results/timeline/read-timeline.ts';
import type { VoteReceipt } from '#src/features/votes/vote-receipt.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** Invitation to vote: `again` right after a vote where the policy allows more, `first` for who is not known to have voted. */
export type Invitation = 'again' | 'first' | undefined;

/** The tally of a question at one moment. */
export interface ResultsPage extends QuestionHead {
  kind: QuestionKind;
  state: ResultsState;
  tally: Tally;
  timeline: Timeline;
  opensAt: Date | null;
  closesAt: Date | null;
  /** IANA name of the zone that times are told in. */
  timeZone: string;
  invite?: Invitation;
  /** Present right after this browser cast its vote. */
  receipt?: VoteReceipt | undefined;
  /** Where organisers export, edit or share this question; absent for everybody else. */
  exportUrl?: string | undefined;
  /** Where they download its votes while there is no bucket to export to. */
  csvUrl?: string | undefined;
  editUrl?: string | undefined;
  shareUrl?: string | undefined;
  origin: string;
  /** Whether anybody may see the results now. */
  anybody: boolean;
}

type Actions = Pick<ResultsPage, 'slug' | 'invite' | 'exportUrl' | 'csvUrl' | 'editUrl'>;

/** What the reader can do next. */
export function resultsActions(
  { slug, invite, exportUrl, csvUrl, editUrl }: Actions,
  context: PageContext,
): Html {
  const { results, desk } = t(context.locale);
  const label = invite === 'again' ? results.voteAgain : results.vote;
  const links = [
    invite ? linkButton(paths.question(slug), label) : nothing,
    exportUrl ? linkButton(exportUrl, results.download, 'secondary') : nothing,
    csvUrl ? linkButton(csvUrl, desk.download, 'secondary') : nothing,
    editUrl ? linkButton(editUrl, results.edit, 'secondary') : nothing,
  ];
  return links.some(Boolean) ? html`<div class="actions">!${links}</div>` : nothing;
}

/** From when to when votes were taken, or until when they are: what a protocol begins with. */
function period({ state, opensAt, closesAt, timeZone }: ResultsPage, locale: Locale): Html {
  if (!closesAt) return nothing;
  const { question, results } = t(locale);
  const time = (date: Date) => zonedTime(date, timeZone, locale);
  const line = (text: Html) => html`<p class="meta"><span>!${text}</span></p>`;
  if (state === 'open') return line(html`${question.closes} !${time(closesAt)}`);
  return opensAt ? line(html`${results.from} !${time(opensAt)} ${results.to} !${time(closesAt)}`) : nothing;
}

/** The results of a question. With scripts, an open one follows the votes as they are counted. */
export function resultsPage(context: PageContext, page: ResultsPage): Html {
  const { locale } = context;
  const { kind, tally } = page;
  const open = page.state === 'open';
  const follows = following(page.slug, page.state, true);
  const messages = t(locale);
  const body = html`!${resultsBreadcrumb(page, locale)}
!${page.receipt ? thanksNotice(page.receipt, context) : nothing}
<article class="ballot"!${follows.source}>
!${questionHead(page, locale)}
<p class="total-line">!${statusBadge(open ? 'open' : 'closed', messages)} !${liveTotal(tally.total, open, locale)}</p>
!${page.state === 'closing' ? html`<p class="meta"><span>${messages.results.closing}</span></p>` : nothing}
!${period(page, locale)}!${noVotesYet(tally.total, locale)}
!${tallyView({ kind, tally, open, detail: 'full' }, locale)}
!${open ? liveControls(tally.asOf, locale) : nothing}
!${resultsActions(page, context)}
<p class="proof-link"><a href="${paths.proof(page.slug)}">${messages.proofs.link}</a></p>
!${votesOverTime(page.timeline, page.timeZone, locale)}
!${kind === 'ranked' ? runoffRules(page.slug, tally, locale) : nothing}
</article>
!${sharingSection(page, locale)}`;
  return layout(context, {
    title: messages.results.title(page.text),
    description: page.description || page.text,
    body,
    styles: ['results', 'receipts'],
    scripts: [...follows.scripts, 'share'],
  });
}
