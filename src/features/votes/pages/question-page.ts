import { zonedTime } from '#src/features/questions/pages/closing-time.ts';
import { reactionBar } from '#src/features/ranking/pages/reaction-bar.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { errorSummary, pageTitle } from '#src/ui/components/error-summary.ts';
import { linkedText } from '#src/ui/components/linked-text.ts';
import { notice } from '#src/ui/components/notice.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { faultyField } from './ballot-fields.ts';
import { ballotForm, notCounted, type QuestionPage, terms, whenShown } from './ballot-form.ts';

function choiceList(context: PageContext, { choices, kind }: QuestionPage): Html {
  if (kind === 'rating') return nothing;
  const items = choices.map(({ text }) => html`<li>!${userText(text)}</li>`);
  return html`<h2 class="section-title">${t(context.locale).question.choicesToCome}</h2><ul class="bullets">!${items}</ul>`;
}

/** What became of the visitor's own vote, as far as that is known for certain: its answer may have been lost on the way. */
function ownVote(context: PageContext, { standing, policy, asksForCode }: QuestionPage): string {
  const { ownVote } = t(context.locale).question;
  if (standing === 'voted' || standing === 'changing') return ownVote.counted;
  if (policy === 'account' && standing === 'voting') return ownVote.none.account;
  return policy === 'credential' && !asksForCode ? ownVote.none.credential : '';
}

function closedNotice(context: PageContext, page: QuestionPage): Html {
  const { question } = t(context.locale);
  const { closesAt, timeZone, late } = page;
  const closing = closesAt
    ? html` ${question.closedAt} !${zonedTime(closesAt, timeZone, context.locale)}.`
    : nothing;
  const own = late ? '' : ownVote(context, page);
  const closed = notice(
    'info',
    question.closedTitle,
    html`<p>${question.closedText}!${closing}</p>!${own ? html`<p>${own}</p>` : nothing}`,
  );
  if (!late) return closed;
  return html`<div tabindex="-1" data-focus>!${notCounted(context, page, question.tooLate)}</div>!${closed}`;
}

function whyNoVote(context: PageContext, page: QuestionPage): Html | undefined {
  const { question } = t(context.locale);
  const { state, opensAt, standing, policy } = page;
  const moment = (date: Date) => zonedTime(date, page.timeZone, context.locale);
  if (state === 'scheduled') {
    const opening = opensAt ? html` !${moment(opensAt)}` : nothing;
    return notice('info', question.scheduledTitle, html`<p>${question.scheduledText}!${opening}</p>`);
  }
  if (state === 'closed') return closedNotice(context, page);
  if (standing === 'loggedOut') {
    const link = linkButton(paths.loginFor(paths.question(page.slug)), question.logIn);
    const reason = notice('info', question.loggedOutTitle, html`<p>${question.loggedOutText}</p>`);
    return html`!${reason}<div class="actions">!${link}</div>!${choiceList(context, page)}!${terms(context, page)}`;
  }
  if (standing !== 'voted') return undefined;
  const other =
    policy === 'credential'
      ? html`<p><a href="${paths.otherCredential(page.slug)}">${question.otherInvitation}</a></p>`
      : nothing;
  return notice('info', question.votedTitle, html`<p>${question.votedText[policy]}</p>!${other}`);
}

function standingNotice(context: PageContext, { standing }: QuestionPage): Html {
  const { question } = t(context.locale);
  return standing === 'changing'
    ? notice('success', question.changeTitle, html`<p>${question.changeText}</p>`)
    : nothing;
}

function resultsLink(context: PageContext, page: QuestionPage): Html {
  if (page.state === 'scheduled') return nothing;
  const loggedOut = page.state === 'open' && page.standing === 'loggedOut';
  // Whom the results are for is among the terms, which who is logged out reads above.
  if (!page.seesResults) return loggedOut ? nothing : html`<p class="meta">!${whenShown(context, page)}</p>`;
  const kind = loggedOut ? 'secondary' : 'primary';
  const link = linkButton(paths.results(page.slug), t(context.locale).question.seeResults, kind);
  return html`<div class="actions">!${link}</div>`;
}

/** What is asked, with its ballot or why it takes no vote now. */
export function questionArticle(
  context: PageContext,
  page: QuestionPage,
  reason = whyNoVote(context, page),
): Html {
  const action = reason
    ? html`!${reason}!${resultsLink(context, page)}`
    : html`!${standingNotice(context, page)}!${ballotForm(context, page)}`;
  const description = page.description
    ? html`<p class="question-description">!${linkedText(page.description, t(context.locale))}</p>`
    : nothing;
  return html`<article class="ballot"!${reason ? nothing : html` data-ballot="${paths.question(page.slug)}" data-edition="${page.edition}"`}>
<h1 class="question-text">!${userText(page.text)}</h1>
!${description}
!${action}
!${page.reactions ? reactionBar(context, { ...page, reactions: page.reactions }) : nothing}
</article>`;
}

/** A question with its ballot, or why it takes no vote now. */
export function questionPage(context: PageContext, page: QuestionPage): Html {
  const messages = t(context.locale);
  const reason = whyNoVote(context, page);
  const problems = [
    { id: 'credential', text: page.errors?.code },
    { id: faultyField(page), text: page.errors?.choices },
  ];
  const body = html`!${breadcrumb([{ href: paths.index, text: messages.index.title }], page.text, messages)}
!${errorSummary(problems, messages)}
!${questionArticle(context, page, reason)}`;
  const countsDown = page.closesAt && (!reason || (page.state === 'open' && page.standing === 'loggedOut'));
  const scripts = [
    ...(reason ? [] : ['await-close']),
    ...(!reason && page.kind === 'ranked' ? ['ranking'] : []),
    ...(countsDown ? ['countdown'] : []),
  ];
  return layout(context, {
    title: pageTitle(page.text, page.late || problems.some(({ text }) => text), messages),
    description: page.description || page.text,
    body,
    styles: ['ballot', 'listing'],
    scripts,
  });
}
