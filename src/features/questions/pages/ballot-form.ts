import type { QuestionPage } from '#src/features/questions/pages/question-page.ts';
import { isChangeable } from '#src/features/votes/is-changeable.ts';
import { button } from '#src/ui/components/button.ts';
import { textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { ballotFields } from './ballot-fields.ts';
import { closingTime } from './closing-time.ts';

function invitation(context: PageContext, page: QuestionPage): Html {
  if (page.policy !== 'credential') return nothing;
  const messages = t(context.locale);
  const { question } = messages;
  if (!page.asksForCode)
    return html`<p>${question.invited} <a href="${paths.otherCredential(page.slug)}">${question.otherInvitation}</a></p>`;
  return textField({
    id: 'credential',
    name: 'credential',
    label: question.code,
    value: page.code ?? '',
    hint: question.codeHint,
    error: page.errors?.code,
    required: true,
    autocomplete: 'off',
    messages,
  });
}

/** What a voter should know before voting: how often, how secretly and until when. */
function terms(context: PageContext, page: QuestionPage): Html {
  const { question } = t(context.locale);
  const { policy, secret, closesAt, timeZone } = page;
  const often = isChangeable(page) ? question.policyChangeable : question.policy[policy];
  const secrecy = policy === 'open' ? 'open' : secret ? 'secret' : 'notSecret';
  const closing = closesAt
    ? html`<p class="meta">!${closingTime(closesAt, timeZone, context.locale)}</p>`
    : '';
  return html`<div class="terms">!${closing}<p class="meta"><span>${often}</span><span>${question.secrecy[secrecy]}</span></p></div>`;
}

/** The form that casts a ballot, or changes the one that was cast. Every field works without scripts. */
export function ballotForm(context: PageContext, page: QuestionPage): Html {
  const { question } = t(context.locale);
  const label = page.standing === 'changing' ? question.change : question.cast;
  return postForm(
    paths.castVote(page.slug),
    context.csrf,
    html`<input type="hidden" name="ballot" value="${page.ballot}">
!${invitation(context, page)}
!${ballotFields(context, { ...page, error: page.errors?.choices })}
<div class="actions">!${button({ label })}<a href="${paths.results(page.slug)}">${question.seeResults}</a></div>
!${terms(context, page)}`,
  );
}
