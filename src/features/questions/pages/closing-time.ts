import { databaseTime } from '#src/database/database-time.ts';
import { formatInZone } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** A moment on the clocks of the question's time zone, which everybody who is asked shares; the page's script adds that of a reader elsewhere. */
export function zonedTime(date: Date, timeZone: string, locale: Locale): Html {
  const own = t(locale).question.ownClock('#');
  return html`<time datetime="${date.toISOString()}" data-in-zone="${timeZone}" data-own="${own}">${formatInZone(date, timeZone, locale)}</time>`;
}

/** When voting closes; with scripts also how long that is from now, by the server's clock. */
export function closingTime(closesAt: Date, timeZone: string, locale: Locale): Html {
  const { question } = t(locale);
  return html`<span>${question.closes} !${zonedTime(closesAt, timeZone, locale)}</span>
<span class="countdown" data-countdown="${closesAt.toISOString()}" data-now="${databaseTime().toISOString()}" data-left="${question.timeLeft('#')}" data-over="${question.closedTitle}" hidden></span>`;
}
