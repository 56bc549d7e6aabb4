import { setImmediate } from 'node:timers/promises';
import { databaseTime } from '#src/database/database-time.ts';
import type { QuestionModel } from '#src/database/models/question.ts';
import type { Invitation } from '#src/features/credentials/credential-link.ts';
import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { notice } from '#src/ui/components/notice.ts';
import { qrCode } from '#src/ui/components/qr-code.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** Codes drawn in one go: a few milliseconds in which nobody else is served. */
const AT_ONCE = 20;

type Ticketed = Pick<QuestionModel, 'id' | 'text' | 'opensAt' | 'closesAt' | 'timeZone'>;

/** One ticket for each invitation, to be cut apart. Who cannot scan types a short address and the code. */
export async function drawTickets(
  invitations: readonly Invitation[],
  { id, text, opensAt, closesAt, timeZone }: Ticketed,
  locale: Locale,
): Promise<Html[]> {
  const { credentials: words, question } = t(locale);
  const line = (label: string, date: Date) => html`<p>${label} !${zonedTime(date, timeZone, locale)}</p>`;
  // Before it opens, the address leads to no question: whoever has a ticket then is told when to come.
  const from = opensAt && opensAt > databaseTime() ? line(question.opens, opensAt) : nothing;
  const until = closesAt ? line(question.closes, closesAt) : nothing;
  const typed = (link: string) => `${new URL(link).host}${paths.short(id)}`;
  // A line ends between groups of the code, never within one.
  const groups = (code: string) =>
    code.split('-').map((group, at) => (at ? html`-<wbr>${group}` : html`${group}`));
  const tickets: Html[] = [];
  for (const [index, { link, code }] of invitations.entries()) {
    if (index % AT_ONCE === 0) await setImmediate();
    tickets.push(
      html`<li class="ticket">!${qrCode(link, words.qr(formatCount(index + 1, locale)))}<div><p class="voice">!${userText(text)}</p><p>${words.scan}</p>!${from}!${until}<p class="ticket-typed"><code>${typed(link)}</code></p><p class="ticket-typed"><span class="visually-hidden">${words.code} </span><code>!${groups(code)}</code></p><p class="ticket-link">${link}</p></div></li>`,
    );
  }
  return tickets;
}

/** The page that shows new invitations this one time, made to be printed. */
export function printSheet(
  context: PageContext,
  { slug }: Pick<QuestionModel, 'slug'>,
  tickets: Html[],
): Html {
  const words = t(context.locale).credentials;
  const title = words.sheetTitle(tickets.length, formatCount(tickets.length, context.locale));
  const body = html`<div class="no-print"><h1>${title}</h1>!${notice('info', words.sheetLead, nothing)}
<div class="actions"><button class="button button-primary" type="button" data-print hidden>${words.print}</button>!${linkButton(paths.credentials(slug), words.back, 'secondary')}</div></div>
<ul class="tickets">!${tickets}</ul>`;
  return layout(context, { title, body, width: 'wide', styles: ['credentials'], scripts: ['print-button'] });
}
