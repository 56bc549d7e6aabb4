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
  const buttons = html`<div class="actions">!${button({ label: words.confirm, kind: 'danger' })}!${linkButton(paths.desk, words.cancel, 'secondary')}!${
    votes > 0 ? linkButton(paths.votesCsv(slug), words.exportFirst, 'quiet') : nothing
  }</div>`;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], words.title, messages)}
<h1>${words.title}</h1>
<p class="quoted">!${userText(text)}</p>
<div class="two-columns">
<section><h2>${words.lostTitle}</h2><ul class="bullets"><li>${words.lost(voteCount)}</li><li>${words.lostResults}</li></ul></section>
<section><h2>${words.staysTitle}</h2><ul class="bullets"><li>${words.staysTelemetry}</li><li>${words.staysExports}</li><li>${words.staysLog}</li></ul></section>
</div>
!${postForm(paths.deleteQuestion(slug), context.csrf, buttons)}`;
  return layout(context, { title: words.title, body });
}
