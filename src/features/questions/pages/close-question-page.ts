import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import { confirmationPage } from '#src/features/questions/pages/confirmation-page.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
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
  return confirmationPage(context, {
    title: words.title,
    text,
    facts: html`<ul class="bullets"><li>${words.final}</li><li>${words.soFar(messages.votes(votes, formatCount(votes, locale)))}</li>!${byItself}</ul>`,
    action: paths.closeQuestion(slug),
    confirm: words.confirm,
    cancel: { href: paths.desk, text: words.cancel },
  });
}
