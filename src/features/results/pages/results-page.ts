import type { VoteReceipt } from '#src/features/votes/vote-receipt.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { copyable } from '#src/ui/components/copyable.ts';
import { notice } from '#src/ui/components/notice.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { type CountedChoice, resultsTable } from './results-table.ts';

/** The tally of a question at one moment. */
export interface ResultsPage {
  slug: string;
  text: string;
  description?: string | undefined;
  state: 'open' | 'closed';
  choices: CountedChoice[];
  /** Number of ballots, which shares are taken of. */
  total: number;
  asOf: Date;
  /** Invitation to vote: `again` where the policy allows more votes, `first` for who has not voted. */
  invite?: 'again' | 'first' | undefined;
  /** Present right after this browser cast its vote. */
  receipt?: VoteReceipt | undefined;
  /** Where organisers export or edit this question; absent for everybody else. */
  exportUrl?: string | undefined;
  editUrl?: string | undefined;
}

function thanks({ traceId }: VoteReceipt, context: PageContext): Html {
  const messages = t(context.locale);
  const trace = traceId
    ? html`<p>${messages.results.traceHint} !${copyable(traceId, messages)}</p>`
    : nothing;
  return notice('success', messages.results.thanks, trace);
}

function liveControls(page: ResultsPage, context: PageContext): Html {
  const { results } = t(context.locale);
  return html`<p class="live-line"><span class="live-state" data-live-state data-live="${results.live}" data-paused="${results.paused}" data-reconnecting="${results.reconnecting}" hidden></span>
<span>${results.asOf} <span data-live-time>!${timeElement(page.asOf, context.locale)}</span></span>
<button class="button button-quiet button-small" type="button" data-live-toggle data-pause="${results.pause}" data-resume="${results.resume}" hidden>${results.pause}</button></p>`;
}

function actions({ slug, invite, exportUrl, editUrl }: ResultsPage, context: PageContext): Html {
  const { results } = t(context.locale);
  const label = invite === 'again' ? results.voteAgain : results.vote;
  const links = [
    invite ? linkButton(paths.question(slug), label) : nothing,
    exportUrl ? linkButton(exportUrl, results.download, 'secondary') : nothing,
    editUrl ? linkButton(editUrl, results.edit, 'secondary') : nothing,
  ];
  return links.some(Boolean) ? html`<div class="actions">!${links}</div>` : nothing;
}

/** Counts and shares of a question. With scripts, an open one follows the votes as they are counted. */
export function resultsPage(context: PageContext, page: ResultsPage): Html {
  const { locale } = context;
  const messages = t(locale);
  const { results } = messages;
  const live = page.state === 'open';
  const source = live ? html` data-live-results="${paths.live(page.slug)}"` : nothing;
  const totalSource = live
    ? html` data-live-total data-one="${messages.votes(1, '#')}" data-many="${messages.votes(2, '#')}"`
    : nothing;
  const shown = formatCount(page.total, locale);
  const body = html`!${breadcrumb(
    [
      { href: paths.index, text: messages.index.title },
      { href: paths.question(page.slug), text: page.text },
    ],
    results.breadcrumb,
    messages,
  )}
!${page.receipt ? thanks(page.receipt, context) : nothing}
<article class="ballot"!${source}>
<h1 class="question-text">!${userText(page.text)}</h1>
!${page.description ? html`<p class="question-description">!${userText(page.description)}</p>` : nothing}
<p class="total-line">!${statusBadge(page.state, messages)} <span!${totalSource}>${messages.votes(page.total, shown)}</span></p>
!${page.total === 0 ? html`<p class="lead" data-live-empty>${results.noVotes}</p>` : nothing}
!${resultsTable(page.choices, page.total, locale)}
!${live ? html`!${liveControls(page, context)}<p class="visually-hidden" role="status" data-live-announce></p>` : nothing}
!${actions(page, context)}
</article>`;
  return layout(context, { title: results.title(page.text), body, scripts: live ? ['live-results'] : [] });
}
