import { type ListOrder, listOrders } from '#src/features/lists/listing-statement.ts';
import { button } from '#src/ui/components/button.ts';
import { type Html, html } from '#src/ui/html.ts';
import type { Messages } from '#src/ui/messages/messages.ts';
import { paths, withQuery } from '#src/ui/paths.ts';

/** What the list shows: its order and the search, if any. */
export interface ListView {
  order: ListOrder;
  q?: string | undefined;
}

/** The address of a page of the list; what is the default is left out. */
export function listAddress({ order, q }: ListView, cursor: Record<string, string> = {}): string {
  return withQuery(paths.index, { q, order: order !== 'ranking' && order, ...cursor });
}

/** The search and the orders of the list. */
export function listTools({ order, q }: ListView, { ranking }: Messages): Html {
  const keep = order === 'ranking' ? '' : html`<input type="hidden" name="order" value="${order}">`;
  const orders = listOrders.map(
    (each) =>
      html`<li><a href="${listAddress({ order: each, q })}"!${each === order ? html` aria-current="true"` : ''}>${ranking.orders[each]}</a></li>`,
  );
  return html`<div class="list-tools"><search><form class="list-search" action="${paths.index}">!${keep}<label class="visually-hidden" for="q">${ranking.search}</label><input class="input" type="search" id="q" name="q" value="${q ?? ''}" maxlength="200" placeholder="${ranking.search}">!${button({ label: ranking.searchButton, kind: 'secondary' })}</form></search>
<nav aria-label="${ranking.order}"><ul class="nav list-orders">!${orders}</ul></nav></div>`;
}
