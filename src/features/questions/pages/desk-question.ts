import type { DeskQuestion } from '#src/features/questions/read-desk.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { sparkline } from '#src/ui/components/sparkline.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

function dates({ status, opensAt, closesAt, changedAt }: DeskQuestion, context: PageContext): Html {
  const { desk } = t(context.locale);
  const line = (label: string, date: Date | null) =>
    date ? html`<span>${label} !${timeElement(date, context.locale)}</span>` : nothing;
  if (status === 'draft') return html`!${line(desk.changed, changedAt)}!${line(desk.opens, opensAt)}`;
  return html`!${line(status === 'scheduled' ? desk.opens : desk.opened, opensAt)}!${line(status === 'closed' ? desk.closed : desk.closes, closesAt)}`;
}

function actions({ slug, text, status, policy, archived }: DeskQuestion, context: PageContext): Html {
  const { desk } = t(context.locale);
  const link = (href: string, label: string, kind: 'quiet' | 'secondary' = 'quiet') =>
    linkButton(href, label, kind, desk.of(label, text));
  const post = (action: string, label: string, kind: 'quiet' | 'secondary') =>
    postForm(action, context.csrf, button({ label, kind, spoken: desk.of(label, text) }), 'inline-form');
  const published = status !== 'draft';
  const started = status === 'open' || status === 'closed';
  const invites = policy === 'credential';
  const invitations = (kind: 'quiet' | 'secondary') => link(paths.credentials(slug), desk.credentials, kind);
  const first = [
    published ? nothing : post(paths.publishQuestion(slug), desk.publish, 'secondary'),
    status === 'draft' || status === 'scheduled' ? link(paths.preview(slug), desk.preview) : nothing,
    status === 'open' ? link(paths.closeQuestion(slug), desk.close, 'secondary') : nothing,
    invites && status !== 'closed' ? invitations('secondary') : nothing,
    status === 'open' || status === 'scheduled' ? link(paths.share(slug), desk.share) : nothing,
    started ? link(paths.results(slug), desk.results) : nothing,
    link(paths.editQuestion(slug), desk.edit),
  ];
  const more = [
    // How many were made and used is a part of the result.
    invites && status === 'closed' ? invitations('quiet') : nothing,
    started ? link(paths.votesCsv(slug), desk.download) : nothing,
    started ? link(paths.votesForExcel(slug), desk.downloadForExcel) : nothing,
    link(paths.duplicateQuestion(slug), desk.duplicate),
    archived
      ? post(paths.unarchiveQuestion(slug), desk.unarchive, 'quiet')
      : post(paths.archiveQuestion(slug), desk.archive, 'quiet'),
    link(`${paths.auditLog}?question=${encodeURIComponent(slug)}`, desk.history),
    link(paths.deleteQuestion(slug), desk.delete),
  ];
  return html`<div class="row-actions">!${first}<details class="more"><summary class="button button-quiet" aria-label="${desk.of(desk.more, text)}">${desk.more}</summary><div class="row-actions">!${more}</div></details></div>`;
}

function figures({ votes, hourly }: DeskQuestion, context: PageContext): Html {
  const { desk } = t(context.locale);
  const total = hourly.reduce((sum, count) => sum + count, 0);
  const count = (value: number) => formatCount(value, context.locale);
  const label = total === 0 ? desk.hourlyNone : desk.hourly(count(total), count(Math.max(...hourly)));
  return html`<div class="desk-figures"><p><strong>${count(votes)}</strong> ${votes === 1 ? desk.vote : desk.votes}</p><div>!${sparkline(hourly, label)}<p aria-hidden="true">${desk.lastDay}</p></div></div>`;
}

/** A question on the desk: what it is, how it goes, and what can be done to it. */
export function deskQuestion(question: DeskQuestion, context: PageContext, showAuthor: boolean): Html {
  const messages = t(context.locale);
  const { slug, text, status, kind, policy, archived, author } = question;
  const { kinds, policies } = messages.questionForm;
  const hidden = status === 'draft' || status === 'scheduled';
  const by = author === null ? messages.desk.byNobody : messages.desk.by(author);
  return html`<li class="desk-question">
<div class="desk-what"><h2 class="voice"><a href="${hidden ? paths.editQuestion(slug) : paths.question(slug)}">!${userText(text)}</a></h2>
<p class="meta desk-facts">!${statusBadge(status, messages)}!${archived ? html`<span class="badge">${messages.desk.archived}</span>` : ''}<span>${kinds[kind].text}</span><span>${policies[policy].text}</span>!${showAuthor ? html`<span>${by}</span>` : ''}</p>
<p class="meta">!${dates(question, context)}</p></div>
!${hidden ? '' : figures(question, context)}
!${actions(question, context)}
</li>`;
}
