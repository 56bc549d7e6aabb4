import { type ListOrder, listOrders } from '#src/features/lists/listing-statement.ts';
import { reactionBar } from '#src/features/ranking/pages/reaction-bar.ts';
import type { Reactions } from '#src/features/ranking/reaction-store.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { pager } from '#src/ui/components/pager.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths, withQuery } from '#src/ui/paths.ts';

/** What the list shows: its order and the search, if any. */
interface ListView {
  order: ListOrder;
  q?: string | undefined;
}

/** The address of a page of the list; what is the default is left out. */
function listAddress({ order, q }: ListView, cursor: Record<string, string> = {}): string {
  return withQuery(paths.index, { q, order: order !== 'ranking' && order, ...cursor });
}

/** The search and the orders of the list. */
function listTools({ order, q }: ListView, { ranking }: Messages): Html {
  const keep = order === 'ranking' ? '' : html`<input type="hidden" name="order" value="${order}">`;
  const orders = listOrders.map(
    (each) =>
      html`<li><a href="${listAddress({ order: each, q })}"!${each === order ? html` aria-current="true"` : ''}>${ranking.orders[each]}</a></li>`,
  );
  return html`<div class="list-tools"><search><form class="list-search" action="${paths.index}">!${keep}<label class="visually-hidden" for="q">${ranking.search}</label><input class="input" type="search" id="q" name="q" value="${q ?? ''}" maxlength="200" placeholder="${ranking.search}">!${button({ label: ranking.searchButton, kind: 'secondary' })}</form></search>
<nav aria-label="${ranking.order}"><ul class="nav list-orders">!${orders}</ul></nav></div>`;
}

/** A published question as the index lists it. */
export interface IndexQuestion {
  slug: string;
  text: string;
  state: 'open' | 'closed';
  /** Absent while the results are not shown to the public. */
  votes?: number | undefined;
  publishedAt: Date;
  closesAt?: Date | undefined;
  reactions: Reactions;
}

/** One page of published questions; `previous` and `next` are cursors. */
export interface IndexPage extends ListView {
  questions: IndexQuestion[];
  previous?: string | undefined;
  next?: string | undefined;
}

function voteCount(votes: number, locale: Locale): Html {
  const shown = formatCount(votes, locale);
  const [before = '', after = ''] = t(locale).votes(votes, '\n').split('\n');
  return html`<p class="listed-votes">${before}<strong>${shown}</strong>${after}</p>`;
}

function when({ state, publishedAt, closesAt }: IndexQuestion, locale: Locale): Html {
  const { index } = t(locale);
  const closing = closesAt
    ? html`<span>${state === 'open' ? index.closes : index.closed} !${timeElement(closesAt, locale)}</span>`
    : html`!${state === 'closed' ? html`<span>${index.closed}</span>` : ''}`;
  return html`<p class="meta"><span>${index.published} !${timeElement(publishedAt, locale)}</span>!${closing}</p>`;
}

function listedQuestion(question: IndexQuestion, context: PageContext): Html {
  const { slug, text, state, votes } = question;
  const { locale } = context;
  const { index } = t(locale);
  return html`<li class="listed listed-${state}">
<div><h2 class="listed-title"><a href="${paths.question(slug)}">!${userText(text)}</a></h2>!${when(question, locale)}!${reactionBar(context, question)}</div>
<div class="listed-side">!${votes === undefined ? '' : voteCount(votes, locale)}<a class="listed-results" href="${paths.results(slug)}" aria-label="${index.resultsOf(text)}">${index.results}</a></div>
</li>`;
}

function emptyList(q: string | undefined, { index, ranking }: Messages): Html {
  if (q === undefined) return emptyState(index.empty, index.emptyHint);
  const all = linkButton(paths.index, ranking.showAll, 'secondary');
  return emptyState(ranking.nothingFound(q), ranking.nothingFoundHint, all);
}

/** The start page: published questions by rank or by age, all or those that a search found. */
export function indexPage(context: PageContext, { questions, previous, next, ...view }: IndexPage): Html {
  const messages = t(context.locale);
  const { index, ranking } = messages;
  const { q } = view;
  const list =
    questions.length === 0
      ? emptyList(q, messages)
      : html`<ul class="listing">!${questions.map((question) => listedQuestion(question, context))}</ul>`;
  const bare = q === undefined && questions.length === 0;
  const title = q === undefined ? index.title : ranking.found(q);
  const body = html`<header class="page-head"><h1>${title}</h1>!${q === undefined ? html`<p class="lead">${index.lead}</p>` : ''}</header>
!${bare ? '' : listTools(view, messages)}
!${list}
!${pager(
    {
      previous: previous && listAddress(view, { before: previous }),
      next: next && listAddress(view, { after: next }),
    },
    messages,
  )}`;
  return layout(context, { title, description: index.lead, body, styles: ['listing'] });
}
