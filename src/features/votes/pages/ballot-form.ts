import type { QuestionKind, QuestionPolicy, ResultsAudience } from '#src/database/models/question.ts';
import { closingTime } from '#src/features/questions/pages/closing-time.ts';
import type { Reactions } from '#src/features/ranking/reaction-store.ts';
import { isChangeable } from '#src/features/votes/is-changeable.ts';
import { button } from '#src/ui/components/button.ts';
import { textField } from '#src/ui/components/field.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { type Answer, ballotFields } from './ballot-fields.ts';

/**
 * How a visitor stands to an open question: may vote, may change the answer given, has voted for good, or has to log
 * in first.
 */
export type VoterStanding = 'voting' | 'changing' | 'voted' | 'loggedOut';

/**
 * A question somebody is about to answer. Form fields: `choices` (ids of the chosen ones) or, where it is ranked,
 * `place-{id}` for each choice; `ballot`; `credential`, or the `invitation` or `account` that the browser came with.
 */
export interface QuestionPage {
  slug: string;
  text: string;
  description?: string | undefined;
  state: 'scheduled' | 'open' | 'closed';
  kind: QuestionKind;
  policy: QuestionPolicy;
  secret: boolean;
  minChoices: number;
  maxChoices: number;
  timeZone: string;
  choices: { id: string; text: string }[];
  opensAt?: Date | undefined;
  closesAt?: Date | undefined;
  /** Which version of the question this is, so that an open page learns of a correction. */
  edition: number;
  /** Fresh id of the ballot this form would cast, so that sending it twice counts once. */
  ballot: string;
  standing: VoterStanding;
  /** Whom the results are for, and whether they are for this visitor now. */
  results: ResultsAudience;
  seesResults: boolean;
  /** Whether the code of an invitation has to be typed, and what was. */
  asksForCode?: boolean;
  code?: string | undefined;
  /** The invitation that the form is for, where none is asked for. */
  invitation?: string | undefined;
  /** What is selected: the answer that stands, or what was sent before. */
  answer?: Answer | undefined;
  /** Likes and dislikes; absent where a form comes back with its errors. */
  reactions?: Reactions | undefined;
  /** Whether an answer has just come in that was too late to be counted. */
  late?: boolean | undefined;
  /** Whether it is only looked at: the ballot cannot be cast. */
  preview?: boolean;
  /** What was wrong with the form sent before. */
  errors?: { choices?: string | undefined; code?: string | undefined } | undefined;
}

/** Who votes by this form, where that is by account or invitation. */
function voter(context: PageContext, page: QuestionPage): Html {
  if (page.policy === 'account' && context.user)
    return html`<input type="hidden" name="account" value="${context.user.name}">`;
  if (page.policy !== 'credential') return nothing;
  const messages = t(context.locale);
  const { question } = messages;
  const held = page.invitation
    ? html`<input type="hidden" name="invitation" value="${page.invitation}">`
    : nothing;
  if (!page.asksForCode)
    return html`!${held}<p>${question.invited} <a href="${paths.otherCredential(page.slug)}">${question.otherInvitation}</a></p>`;
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

/** Says to whom, or from when, results are shown that this visitor does not see yet. */
export function whenShown(context: PageContext, { results, seesResults }: QuestionPage): Html {
  const { shown } = t(context.locale).question;
  return seesResults || results === 'always' ? nothing : html`<span>${shown[results]}</span>`;
}

/** What a voter should know before voting: how often, how secretly and until when. */
export function terms(context: PageContext, page: QuestionPage): Html {
  const { question } = t(context.locale);
  const { policy, secret, closesAt, timeZone } = page;
  const often = isChangeable(page) ? question.policyChangeable : question.policy[policy];
  const secrecy = policy === 'open' ? 'open' : secret ? 'secret' : 'notSecret';
  const closing = closesAt
    ? html`<p class="meta">!${closingTime(closesAt, timeZone, context.locale)}</p>`
    : '';
  return html`<div class="terms">!${closing}<p class="meta"><span>${often}</span><span>${question.secrecy[secrecy]}</span>!${whenShown(context, page)}</p></div>`;
}

/** Shown by the page's script once the question is another than the one that is asked here. */
function correctedNotice(context: PageContext, { slug }: QuestionPage): Html {
  const { question } = t(context.locale);
  const body = html`<p>${question.correctedText}</p><p><a href="${paths.question(slug)}">${question.correctedShow}</a></p>`;
  return html`<div data-corrected hidden>!${notice('error', question.correctedTitle, body)}</div>`;
}

/** Why an answer is not counted, and whether another of the same voter is. */
export function notCounted(context: PageContext, { standing }: QuestionPage, why: string): Html {
  const { question } = t(context.locale);
  const earlier = standing === 'voted' || standing === 'changing' ? ` ${question.earlierStays}` : '';
  return notice('error', question.notCountedTitle, html`<p>${why}${earlier}</p>`);
}

/** Shown by the page's script where voting has closed over an answer that was not sent. */
const unsentNotice = (context: PageContext, page: QuestionPage): Html =>
  html`<div data-unsent tabindex="-1" hidden>!${notCounted(context, page, t(context.locale).question.unsent)}<p><a href="${paths.question(page.slug)}">${t(context.locale).question.correctedShow}</a></p></div>`;

/** The form that casts a ballot, or changes the one that was cast. Every field works without scripts. */
export function ballotForm(context: PageContext, page: QuestionPage): Html {
  const { question } = t(context.locale);
  const label = page.standing === 'changing' ? question.change : question.cast;
  const seeResults = page.seesResults
    ? html`<a href="${paths.results(page.slug)}">${question.seeResults}</a>`
    : nothing;
  const fields = html`!${voter(context, page)}
!${ballotFields(context, { ...page, error: page.errors?.choices })}`;
  if (page.preview) {
    const disabled = html`<button class="button button-primary" type="button" disabled>${label}</button>`;
    return html`<div class="stack">!${fields}<div class="actions">!${disabled}</div>!${terms(context, page)}</div>`;
  }
  return postForm(
    paths.castVote(page.slug),
    context.csrf,
    html`<input type="hidden" name="ballot" value="${page.ballot}">
!${fields}
!${correctedNotice(context, page)}!${unsentNotice(context, page)}<div class="actions">!${button({ label })}!${seeResults}</div>
!${terms(context, page)}`,
  );
}
