import { type DeskQuestion, type Shelf, shelves } from '#src/features/questions/read-desk.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { pager } from '#src/ui/components/pager.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { deskQuestion } from './desk-question.ts';

/** One page of the questions on a shelf of the desk. */
export interface DeskPage {
  questions: DeskQuestion[];
  shelf: Shelf;
  counts: Record<Shelf, number>;
  search: string;
  /** Whether questions of everybody are shown; only administrators are asked. */
  all: boolean;
  /** Counted from 1. */
  page: number;
  pages: number;
}

type View = Pick<DeskPage, 'shelf' | 'search' | 'all'> & { page?: number };

function address({ shelf, search, all, page = 1 }: View): string {
  const query = new URLSearchParams({
    ...(shelf !== 'current' && { shelf }),
    ...(search && { search }),
    ...(all && { all: 'yes' }),
    ...(page > 1 && { page: String(page) }),
  });
  return query.size > 0 ? `${paths.desk}?${query}` : paths.desk;
}

function filters(desk: DeskPage, context: PageContext): Html {
  const { locale, user } = context;
  const words = t(locale).desk;
  const tabs = shelves.map(
    (shelf) =>
      html`<li><a href="${address({ ...desk, shelf, page: 1 })}"!${shelf === desk.shelf ? html` aria-current="true"` : nothing}>${words.shelves[shelf]} <span class="tab-count">${formatCount(desk.counts[shelf], locale)}</span></a></li>`,
  );
  const hidden = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">`;
  const scope =
    user?.role === 'administrator'
      ? linkButton(address({ ...desk, all: !desk.all, page: 1 }), desk.all ? words.own : words.all, 'quiet')
      : nothing;
  return html`<nav class="tabs" aria-label="${words.groups}"><ul>!${tabs}</ul></nav>
<form class="search-form" action="${paths.desk}" role="search">!${desk.shelf === 'current' ? '' : hidden('shelf', desk.shelf)}!${desk.all ? hidden('all', 'yes') : ''}
<label class="visually-hidden" for="search">${words.searchLabel}</label><input class="input" id="search" type="search" name="search" value="${desk.search}" placeholder="${words.searchLabel}" maxlength="200">!${button({ label: words.search, kind: 'secondary' })}!${desk.search ? linkButton(address({ ...desk, search: '', page: 1 }), words.clear, 'quiet') : ''}!${scope}</form>`;
}

/** The organiser's questions by what can be done to them, with how they go. */
export function deskPage(context: PageContext, desk: DeskPage): Html {
  const messages = t(context.locale);
  const words = messages.desk;
  const { questions, counts, search, page, pages } = desk;
  const count = (value: number) => formatCount(value, context.locale);
  const nothingYet = search === '' && counts.current + counts.archived === 0;
  const title = desk.all ? words.titleAll : words.title;
  const list =
    questions.length === 0
      ? emptyState(words.nothingFound, words.nothingFoundHint)
      : html`<p class="meta">${words.found(counts[desk.shelf], count(counts[desk.shelf]))}!${pages > 1 ? html`<span>${words.page(count(page), count(pages))}</span>` : ''}</p>
<ul class="desk-list">!${questions.map((question) => deskQuestion(question, context, desk.all))}</ul>
!${pager(
          {
            previous: page > 1 ? address({ ...desk, page: page - 1 }) : undefined,
            next: page < pages ? address({ ...desk, page: page + 1 }) : undefined,
          },
          messages,
        )}`;
  const body = html`<header class="page-head"><h1>${title}</h1><div class="row-actions">!${linkButton(paths.auditLog, words.log, 'quiet')}!${linkButton(paths.newQuestion, words.create)}</div></header>
!${nothingYet && !desk.all ? html`!${emptyState(words.empty, words.emptyHint)}!${context.user?.role === 'administrator' ? linkButton(address({ ...desk, all: true }), words.all, 'quiet') : ''}` : html`!${filters(desk, context)}!${list}`}`;
  return layout(context, { title, body, width: 'wide', styles: ['desk'] });
}
