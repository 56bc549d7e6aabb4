import type { QuestionModel } from '#src/database/models/question.ts';
import { confirmationPage } from '#src/features/questions/pages/confirmation-page.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A question whose unused invitations are about to be revoked. */
export interface RevokePage {
  question: Pick<QuestionModel, 'slug' | 'text'>;
  unused: number;
}

/** Asks for confirmation, as nobody can vote any more with an invitation that was revoked. */
export function revokePage(context: PageContext, { question, unused }: RevokePage): Html {
  const words = t(context.locale).credentials;
  const { slug, text } = question;
  const invitations = { href: paths.credentials(slug), text: words.title };
  return confirmationPage(context, {
    title: words.revokeQuestion,
    text,
    through: [invitations],
    facts: html`<ul class="bullets"><li>${words.notUsedYet(unused, formatCount(unused, context.locale))}</li><li>${words.revokeHint}</li><li>${words.revokeFinal}</li></ul>`,
    action: paths.revokeCredentials(slug),
    confirm: words.revoke,
    cancel: { ...invitations, text: words.keep },
  });
}
