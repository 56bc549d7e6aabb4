import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A question about to be closed. */
export interface CloseQuestionPage {
  slug: string;
  text: string;
  votes: number;
  closesAt: Date | null;
  timeZone: string;
}

/** Asks for confirmation, as a question that is closed cannot be opened again. */
export function closeQuestionPage(context: PageContext, page: CloseQuestionPage): Html {
  const { locale } = context;
  const messages = t(locale);
  const words = messages.closeQuestion;
  const { slug, text, votes, closesAt, timeZone } = page;
  const byItself = closesAt
    ? html`<li>${words.byItself} !${zonedTime(closesAt, timeZone, locale)}</li>`
    : nothing;
  const buttons = html`<div class="actions">!${button({ label: words.confirm, kind: 'danger' })}!${linkButton(paths.desk, words.cancel, 'secondary')}</div>`;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], words.title, messages)}
<h1>${words.title}</h1>
<p class="quoted">!${userText(text)}</p>
<ul class="bullets"><li>${words.final}</li><li>${words.soFar(messages.votes(votes, formatCount(votes, locale)))}</li>!${byItself}</ul>
!${postForm(paths.closeQuestion(slug), context.csrf, buttons)}`;
  return layout(context, { title: words.title, body });
}
