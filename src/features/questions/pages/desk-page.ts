import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { postForm } from '#src/ui/components/form.ts';
import { type Pages, pager } from '#src/ui/components/pager.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { table } from '#src/ui/components/table.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { type Messages, t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

const GROUPS = ['draft', 'scheduled', 'open', 'closed'] as const;

/** A question as its organiser sees it. */
export interface DeskQuestion {
  slug: string;
  text: string;
  state: (typeof GROUPS)[number];
  votes: number;
  opensAt?: Date | undefined;
  closesAt?: Date | undefined;
  changedAt: Date;
}

/** The organiser's questions, in any order. */
export interface DeskPage extends Pages {
  questions: DeskQuestion[];
}

function dates({ state, opensAt, closesAt, changedAt }: DeskQuestion, context: PageContext): Html {
  const { desk } = t(context.locale);
  const line = (label: string, date: Date | undefined) =>
    date ? html`<span>${label} !${timeElement(date, context.locale)}</span>` : nothing;
  const lines =
    state === 'draft'
      ? [line(desk.changed, changedAt), line(desk.opens, opensAt)]
      : [
          line(state === 'scheduled' ? desk.opens : desk.opened, opensAt),
          line(state === 'closed' ? desk.closed : desk.closes, closesAt),
        ];
  return html`<span class="dates">!${lines}</span>`;
}

function actions({ slug, text, state }: DeskQuestion, context: PageContext): Html {
  const { desk } = t(context.locale);
  const link = (href: string, label: string) => linkButton(href, label, 'quiet', desk.of(label, text));
  const post = (action: string, label: string) =>
    postForm(
      action,
      context.csrf,
      button({ label, kind: 'secondary', spoken: desk.of(label, text) }),
      'inline-form',
    );
  const started = state === 'open' || state === 'closed';
  const parts = [
    state === 'draft' ? post(paths.publishQuestion(slug), desk.publish) : nothing,
    state === 'open' ? post(paths.closeQuestion(slug), desk.close) : nothing,
    started ? link(paths.results(slug), desk.results) : nothing,
    link(paths.editQuestion(slug), desk.edit),
    link(paths.deleteQuestion(slug), desk.delete),
  ];
  return html`<div class="row-actions">!${parts}</div>`;
}

function group(state: DeskQuestion['state'], questions: DeskQuestion[], context: PageContext): Html {
  const messages = t(context.locale);
  const { desk } = messages;
  const members = questions.filter((question) => question.state === state);
  if (members.length === 0) return nothing;
  const columns = [
    { title: desk.question },
    { title: desk.votes, numeric: true },
    { title: desk.dates },
    { title: desk.actions, unlabelled: true },
  ];
  const rows = members.map((question) => [
    html`<span class="voice">!${userText(question.text)}</span>`,
    html`${formatCount(question.votes, context.locale)}`,
    dates(question, context),
    actions(question, context),
  ]);
  return html`<section class="group" aria-labelledby="group-${state}">
<h2 id="group-${state}">!${statusBadge(state, messages)} <span class="group-count">${desk.groupCount(members.length)}</span></h2>
!${table(messages.states[state], columns, rows)}
</section>`;
}

function title(messages: Messages): Html {
  const create = linkButton(paths.newQuestion, messages.desk.create);
  return html`<header class="page-head"><h1>${messages.desk.title}</h1>!${create}</header>`;
}

/** The organiser's questions by state, with what can be done to each. */
export function deskPage(context: PageContext, { questions, previous, next }: DeskPage): Html {
  const messages = t(context.locale);
  const body = html`!${title(messages)}
!${questions.length === 0 ? emptyState(messages.desk.empty, messages.desk.emptyHint) : GROUPS.map((state) => group(state, questions, context))}
!${pager({ previous, next }, messages)}`;
  return layout(context, { title: messages.desk.title, body, width: 'wide' });
}
