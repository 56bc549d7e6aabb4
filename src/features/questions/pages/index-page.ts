import { emptyState } from '#src/ui/components/empty-state.ts';
import { type Pages, pager } from '#src/ui/components/pager.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A published question as the index lists it. */
export interface ListedQuestion {
  slug: string;
  text: string;
  state: 'open' | 'closed';
  /** Absent while the results are not shown to the public. */
  votes?: number | undefined;
  publishedAt: Date;
  closesAt?: Date | undefined;
}

/** One page of published questions, newest first. */
export interface IndexPage extends Pages {
  questions: ListedQuestion[];
}

function voteCount(votes: number, locale: Locale): Html {
  const shown = formatCount(votes, locale);
  const [before = '', after = ''] = t(locale).votes(votes, '\n').split('\n');
  return html`<p class="listed-votes">${before}<strong>${shown}</strong>${after}</p>`;
}

function when({ state, publishedAt, closesAt }: ListedQuestion, locale: Locale): Html {
  const { index } = t(locale);
  const closing = closesAt
    ? html`<span>${state === 'open' ? index.closes : index.closed} !${timeElement(closesAt, locale)}</span>`
    : html`!${state === 'closed' ? html`<span>${index.closed}</span>` : ''}`;
  return html`<p class="meta"><span>${index.published} !${timeElement(publishedAt, locale)}</span>!${closing}</p>`;
}

function listedQuestion(question: ListedQuestion, locale: Locale): Html {
  const { slug, text, state, votes } = question;
  const { index } = t(locale);
  return html`<li class="listed listed-${state}">
<div><h2 class="listed-title"><a href="${paths.question(slug)}">!${userText(text)}</a></h2>!${when(question, locale)}</div>
<div class="listed-side">!${votes === undefined ? '' : voteCount(votes, locale)}<a class="listed-results" href="${paths.results(slug)}" aria-label="${index.resultsOf(text)}">${index.results}</a></div>
</li>`;
}

/** The start page: the newest published questions. */
export function indexPage(context: PageContext, { questions, previous, next }: IndexPage): Html {
  const messages = t(context.locale);
  const list =
    questions.length === 0
      ? emptyState(messages.index.empty, messages.index.emptyHint)
      : html`<ul class="listing">!${questions.map((question) => listedQuestion(question, context.locale))}</ul>`;
  const body = html`<header class="page-head"><h1>${messages.index.title}</h1><p class="lead">${messages.index.lead}</p></header>
!${list}
!${pager({ previous, next }, messages)}`;
  return layout(context, { title: messages.index.title, description: messages.index.lead, body });
}
