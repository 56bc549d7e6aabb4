import { formatCount } from '../format.ts';
import { type Html, html } from '../html.ts';
import { t } from '../messages/messages.ts';
import type { Locale } from '../page-context.ts';

/** The reader's visits and how many visitors there are, as the footer tells it. */
export function visitLine({ visits, unique }: { visits: number; unique: number }, locale: Locale): Html {
  const { footer } = t(locale);
  const own = footer.visits(visits, formatCount(visits, locale));
  const all = footer.visitors(unique, formatCount(unique, locale));
  return html`<p class="visit-line">${own} ${all}</p>`;
}
