import { type Counted, type Shelf, shelves } from '#src/features/questions/desk-shelves.ts';
import type { DeskPart } from '#src/features/questions/read-desk.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { pager } from '#src/ui/components/pager.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths, withQuery } from '#src/ui/paths.ts';
import { deskQuestion } from './desk-question.ts';

/** One page of the questions on a shelf of the desk. */
export interface DeskPage extends DeskPart, View {
  counts: Record<Shelf, Counted>;
}

interface View {
  shelf: Shelf;
  search: string;
  /** Whether questions of everybody are shown; only administrators are asked. */
  all: boolean;
}

/** Where a shelf is seen: its first page, or the one behind or in front of a question. */
export function deskAddress(
  { shelf, search, all }: View,
  place: { after?: number | undefined; before?: number | undefined } = {},
): string {
  return withQuery(paths.desk, { shelf: shelf !== 'current' && shelf, search, all: all && 'yes', ...place });
}

function filters(desk: DeskPage, context: PageContext): Html {
  const { locale, user } = context;
  const words = t(locale).desk;
  const counted = ({ count, more }: Counted) => `${formatCount(count, locale)}${more ? '+' : ''}`;
  const tabs = shelves.map(
    (shelf) =>
      html`<li><a href="${deskAddress({ ...desk, shelf })}"!${shelf === desk.shelf ? html` aria-current="true"` : nothing}>${words.shelves[shelf]} <span class="tab-count">${counted(desk.counts[shelf])}</span></a></li>`,
  );
  const hidden = (name: string, value: string) => html`<input type="hidden" name="${name}" value="${value}">`;
  const scope =
    user?.role === 'administrator'
      ? linkButton(deskAddress({ ...desk, all: !desk.all }), desk.all ? words.own : words.all, 'quiet')
      : nothing;
  return html`<nav class="tabs" aria-label="${words.groups}"><ul>!${tabs}</ul></nav>
<form class="search-form" action="${paths.desk}" role="search">!${desk.shelf === 'current' ? '' : hidden('shelf', desk.shelf)}!${desk.all ? hidden('all', 'yes') : ''}
<label class="visually-hidden" for="search">${words.searchLabel}</label><input class="input" id="search" type="search" name="search" value="${desk.search}" placeholder="${words.searchLabel}" maxlength="200">!${button({ label: words.search, kind: 'secondary' })}!${desk.search ? linkButton(deskAddress({ ...desk, search: '' }), words.clear, 'quiet') : ''}!${scope}</form>`;
}

/** The organiser's questions by what can be done to them, with how they go. */
export function deskPage(context: PageContext, desk: DeskPage): Html {
  const messages = t(context.locale);
  const words = messages.desk;
  const { questions, counts, search, previous, next } = desk;
  const { count, more } = counts[desk.shelf];
  const shown = formatCount(count, context.locale);
  const nothingYet = search === '' && counts.current.count + counts.archived.count === 0;
  const title = desk.all ? words.titleAll : words.title;
  const list =
    questions.length === 0
      ? emptyState(words.nothingFound, words.nothingFoundHint)
      : html`<p class="meta">${more ? words.foundMore(shown) : words.found(count, shown)}</p>
<ul class="desk-list">!${questions.map((question) => deskQuestion(question, context, desk.all))}</ul>
!${pager(
          {
            previous: previous === undefined ? undefined : deskAddress(desk, { before: previous }),
            next: next === undefined ? undefined : deskAddress(desk, { after: next }),
          },
          messages,
        )}`;
  const body = html`<header class="page-head"><h1>${title}</h1><div class="row-actions">!${linkButton(paths.auditLog, words.log, 'quiet')}!${linkButton(paths.newQuestion, words.create)}</div></header>
!${nothingYet && !desk.all ? html`!${emptyState(words.empty, words.emptyHint)}!${context.user?.role === 'administrator' ? linkButton(deskAddress({ ...desk, all: true }), words.all, 'quiet') : ''}` : html`!${filters(desk, context)}!${list}`}`;
  return layout(context, { title, body, width: 'wide', styles: ['desk'] });
}
