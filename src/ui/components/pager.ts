import { type Html, html, nothing } from '../html.ts';
import type { Messages } from '../messages/messages.ts';

/** Addresses of the neighbouring pages; absent at either end. */
export interface Pages {
  previous?: string | undefined;
  next?: string | undefined;
}

/** Links to the neighbouring pages; nothing when there is only one page. */
export function pager({ previous, next }: Pages, messages: Messages): Html {
  if (!previous && !next) return nothing;
  const link = (href: string | undefined, rel: string, label: string) =>
    href ? html`<a class="button button-secondary" rel="${rel}" href="${href}">${label}</a>` : '';
  return html`<nav class="pager" aria-label="${messages.layout.pages}">!${link(previous, 'prev', messages.layout.previous)}!${link(next, 'next', messages.layout.next)}</nav>`;
}
