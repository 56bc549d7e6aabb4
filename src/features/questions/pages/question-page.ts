import type { QuestionPolicy } from '#src/database/models/question.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { pageTitle } from '#src/ui/components/error-summary.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { radioCards } from '#src/ui/components/radio-cards.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { type Html, html } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** A question somebody is about to answer. Form fields: `choices` (id of the chosen one) and `ballot`. */
export interface QuestionPage {
  slug: string;
  text: string;
  description?: string | undefined;
  state: 'scheduled' | 'open' | 'closed';
  policy: QuestionPolicy;
  choices: { id: string; text: string }[];
  opensAt?: Date | undefined;
  closesAt?: Date | undefined;
  /** Fresh id of the ballot this form would cast, so that sending it twice counts once. */
  ballot: string;
  alreadyVoted: boolean;
  selected?: string | undefined;
  /** What was wrong with the form sent before. */
  error?: string | undefined;
}

function whyNoVote(context: PageContext, page: QuestionPage): Html | undefined {
  const { question } = t(context.locale);
  const { state, opensAt, closesAt } = page;
  if (state === 'scheduled') {
    const opening = opensAt ? html` !${timeElement(opensAt, context.locale)}` : '';
    return notice('info', question.scheduledTitle, html`<p>${question.scheduledText}!${opening}</p>`);
  }
  if (state === 'closed') {
    const closing = closesAt ? html` ${question.closedAt} !${timeElement(closesAt, context.locale)}.` : '';
    return notice('info', question.closedTitle, html`<p>${question.closedText}!${closing}</p>`);
  }
  return page.alreadyVoted
    ? notice('info', question.votedTitle, html`<p>${question.votedText}</p>`)
    : undefined;
}

function ballotForm(context: PageContext, page: QuestionPage): Html {
  const messages = t(context.locale);
  const { question } = messages;
  const cards = radioCards({
    id: 'choice',
    name: 'choices',
    legend: question.choices,
    options: page.choices.map(({ id, text }) => ({ value: id, text })),
    selected: page.selected,
    error: page.error,
    messages,
  });
  const closing = page.closesAt
    ? html`<span>${question.closes} !${timeElement(page.closesAt, context.locale)}</span>`
    : '';
  const policy = page.policy === 'open' ? question.policyOpen : question.policyBrowser;
  return postForm(
    paths.castVote(page.slug),
    context.csrf,
    html`<input type="hidden" name="ballot" value="${page.ballot}">
!${cards}
<div class="actions">!${button({ label: question.cast })}<a href="${paths.results(page.slug)}">${question.seeResults}</a></div>
<p class="meta"><span>${policy}</span>!${closing}</p>`,
  );
}

/** A question with its choices, or why it takes no vote now. */
export function questionPage(context: PageContext, page: QuestionPage): Html {
  const messages = t(context.locale);
  const reason = whyNoVote(context, page);
  const results = linkButton(paths.results(page.slug), messages.question.seeResults);
  const action = reason
    ? html`!${reason}!${page.state === 'scheduled' ? '' : html`<div class="actions">!${results}</div>`}`
    : ballotForm(context, page);
  const description = page.description
    ? html`<p class="question-description">!${userText(page.description)}</p>`
    : '';
  const body = html`!${breadcrumb([{ href: paths.index, text: messages.index.title }], page.text, messages)}
<article class="ballot">
<h1 class="question-text">!${userText(page.text)}</h1>
!${description}
!${action}
</article>`;
  return layout(context, {
    title: pageTitle(page.text, Boolean(page.error), messages),
    description: page.description || page.text,
    body,
  });
}
