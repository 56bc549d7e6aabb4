import { formatDateTime } from '../format.ts';
import { type Html, html } from '../html.ts';
import type { Locale } from '../page-context.ts';

/** A moment in UTC; the page's script rewrites it to the reader's own time zone. */
export function timeElement(date: Date, locale: Locale): Html {
  return html`<time datetime="${date.toISOString()}">${formatDateTime(date, locale)}</time>`;
}
