import { confirmationPage } from '#src/features/questions/pages/confirmation-page.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A question about to be deleted. */
export interface DeleteQuestionPage {
  slug: string;
  text: string;
  votes: number;
}

/** Asks for confirmation and says what goes for good and what stays. */
export function deleteQuestionPage(context: PageContext, { slug, text, votes }: DeleteQuestionPage): Html {
  const messages = t(context.locale);
  const words = messages.deleteQuestion;
  const voteCount = messages.votes(votes, formatCount(votes, context.locale));
  return confirmationPage(context, {
    title: words.title,
    text,
    facts: html`<div class="two-columns">
<section><h2>${words.lostTitle}</h2><ul class="bullets"><li>${words.lost(voteCount)}</li><li>${words.lostResults}</li>!${votes > 0 ? html`<li>${words.lostProof}</li>` : nothing}</ul></section>
<section><h2>${words.staysTitle}</h2><ul class="bullets"><li>${words.staysTelemetry}</li><li>${words.staysExports}</li><li>${words.staysLog}</li></ul></section>
</div>`,
    action: paths.deleteQuestion(slug),
    confirm: words.confirm,
    cancel: { href: paths.desk, text: words.cancel },
    first: votes > 0 ? linkButton(paths.votesCsv(slug), words.exportFirst, 'quiet') : nothing,
  });
}
