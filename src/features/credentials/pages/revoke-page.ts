import type { QuestionModel } from '#src/database/models/question.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A question whose unused invitations are about to be revoked. */
export interface RevokePage {
  question: Pick<QuestionModel, 'slug' | 'text'>;
  unused: number;
}

/** Asks for confirmation, as an invitation that is revoked stays so, in whose hands it may be. */
export function revokePage(context: PageContext, { question, unused }: RevokePage): Html {
  const messages = t(context.locale);
  const words = messages.credentials;
  const { slug, text } = question;
  const way = [
    { href: paths.desk, text: messages.desk.title },
    { href: paths.credentials(slug), text: words.title },
  ];
  const buttons = html`<div class="actions">!${button({ label: words.revoke, kind: 'danger' })}!${linkButton(paths.credentials(slug), words.keep, 'secondary')}</div>`;
  const body = html`!${breadcrumb(way, words.revokeQuestion, messages)}
<h1>${words.revokeQuestion}</h1>
<p class="quoted">!${userText(text)}</p>
<ul class="bullets"><li>${words.notUsedYet(unused, formatCount(unused, context.locale))}</li><li>${words.revokeHint}</li><li>${words.revokeFinal}</li></ul>
!${postForm(paths.revokeCredentials(slug), context.csrf, buttons)}`;
  return layout(context, { title: words.revokeQuestion, body });
}
