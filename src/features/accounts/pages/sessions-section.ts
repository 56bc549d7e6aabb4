import { button } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { table } from '#src/ui/components/table.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A session as its owner sees it. */
export interface ShownSession {
  id: string;
  /** Browser and system, or empty for a program. */
  client: string;
  current: boolean;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
}

/** Where the account is logged in, with a way to end each session and all of them. */
export function sessionsSection(context: PageContext, sessions: ShownSession[]): Html {
  const { locale, csrf } = context;
  const messages = t(locale);
  const words = messages.accounts.account;
  const columns = [
    { title: words.session },
    { title: words.started },
    { title: words.lastUsed },
    { title: words.ends },
    { title: words.actions, unlabelled: true, numeric: true },
  ];
  const rows = sessions.map(({ id, client, current, createdAt, lastSeenAt, expiresAt }) => {
    const shown = client || words.program;
    const here = current ? html` <span class="badge badge-open">${words.thisSession}</span>` : nothing;
    const spoken = words.endOf(words.end, shown);
    const end = button({ label: words.end, kind: 'secondary', spoken });
    return [
      html`!${userText(shown)}!${here}`,
      timeElement(createdAt, locale),
      timeElement(lastSeenAt, locale),
      timeElement(expiresAt, locale),
      html`<div class="row-actions">!${postForm(paths.endSession(id), csrf, end, 'inline-form')}</div>`,
    ];
  });
  const all = html`<div class="actions">!${button({ label: words.endAll, kind: 'secondary' })}</div>`;
  return html`<section class="account-section" aria-labelledby="sessions"><h2 id="sessions">${words.sessions}</h2>
<p>${words.sessionsLead}</p>
!${table(words.sessions, columns, rows)}
!${postForm(paths.endSessions, csrf, all)}
</section>`;
}
