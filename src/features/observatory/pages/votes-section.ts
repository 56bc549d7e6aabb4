import { formatDifference } from '#src/features/observatory/pages/formats.ts';
import { faultNotice } from '#src/features/observatory/pages/section.ts';
import type { Overview } from '#src/features/observatory/read-overview.ts';
import type { Verdict, VoteCount } from '#src/features/observatory/vote-counts.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { table } from '#src/ui/components/table.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const SHOWN = 50;
const MOODS = {
  equal: 'good',
  underway: 'wait',
  changed: 'calm',
  capped: 'calm',
  differs: 'bad',
  deleted: 'calm',
} as const satisfies Record<Verdict, string>;

const total = (votes: VoteCount[], of: (count: VoteCount) => number) =>
  votes.reduce((sum, count) => sum + of(count), 0);

function cells(count: VoteCount, { locale }: PageContext): Html[] {
  const { observatory: words } = t(locale);
  const { slug, text, ledger, counter, verdict } = count;
  const name =
    slug === undefined ? userText(text) : html`<a href="${paths.results(slug)}">!${userText(text)}</a>`;
  const held = [name, html`${formatCount(ledger, locale)}`];
  if (counter === undefined || verdict === undefined) return held;
  return [
    ...held,
    html`${formatCount(counter, locale)}`,
    html`${formatDifference(counter - ledger, locale)}`,
    html`<span class="badge badge-${MOODS[verdict]}">${words.verdicts[verdict]}</span>`,
  ];
}

/**
 * Votes by question: what the ledger holds and, where Prometheus answers, what the counter gained beside it. Where it does
 * not, it says so if it is asked to.
 */
export function votesSection(
  context: PageContext,
  { votes, counter }: Pick<Overview, 'votes' | 'counter'>,
  tellsFault: boolean,
): Html {
  const { locale } = context;
  const messages = t(locale);
  const words = messages.observatory;
  const held = [{ title: words.question }, { title: words.ledger, numeric: true }];
  const columns = counter.fault
    ? held
    : [
        ...held,
        { title: words.counter, numeric: true },
        { title: words.difference, numeric: true },
        { title: words.verdict },
      ];
  // What is counted under `other` is in the ledger of the questions themselves.
  const inLedger = total(votes, ({ slug, ledger }) => (slug === undefined ? 0 : ledger));
  const counted = total(votes, ({ verdict, counter = 0 }) => (verdict === 'deleted' ? 0 : counter));
  const summary = html`<p>${words.ledgerTotal(messages.votes(inLedger, formatCount(inLedger, locale)))}!${counter.fault ? nothing : html` ${words.counterTotal(formatCount(counted, locale))}`}</p>`;
  const rows = votes.slice(0, SHOWN).map((count) => cells(count, context));
  const rest = votes.length - SHOWN;
  const list =
    votes.length > 0 ? table(words.votes, columns, rows) : emptyState(words.noVotes, words.noVotesHint);
  return html`<section class="observed" aria-labelledby="votes"><h2 id="votes">${words.votes}</h2>
!${counter.fault && tellsFault ? faultNotice('Prometheus', counter.fault, messages) : nothing}!${votes.length > 0 ? summary : nothing}!${list}
!${rest > 0 ? html`<p>${words.moreQuestions(formatCount(rest, locale))}</p>` : nothing}</section>`;
}
