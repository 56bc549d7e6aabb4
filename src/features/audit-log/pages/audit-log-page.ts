import type { AuditLine } from '#src/features/audit-log/read-audit-log.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { type Pages, pager } from '#src/ui/components/pager.ts';
import { table } from '#src/ui/components/table.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale, PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** One page of the audit log, perhaps of one question alone. */
export interface AuditLogPage extends Pages {
  lines: AuditLine[];
  question: string;
}

function details(
  { details: { fields, from, count, questions, account, role } }: AuditLine,
  locale: Locale,
): Html {
  const { auditLog: words, questionForm, accounts } = t(locale);
  const roles: Record<string, string> = accounts.roles;
  const nameOf = (field: string) => {
    const name = questionForm[field as 'text'];
    return typeof name === 'string' ? name : field;
  };
  const parts = [
    Array.isArray(fields) ? words.fields(fields.map(nameOf).join(', ')) : '',
    typeof from === 'string' ? words.from(from) : '',
    typeof count === 'number' ? words.count(count, formatCount(count, locale)) : '',
    typeof questions === 'number' ? words.questions(questions, formatCount(questions, locale)) : '',
    typeof account === 'string' && typeof role === 'string' ? words.role(account, roles[role] ?? role) : '',
  ].filter(Boolean);
  return userText(parts.join(' · '));
}

/** What organisers did, newest first. */
export function auditLogPage(context: PageContext, { lines, question, ...pages }: AuditLogPage): Html {
  const { locale } = context;
  const messages = t(locale);
  const words = messages.auditLog;
  const filter = html`<form class="search-form" action="${paths.auditLog}" role="search"><label class="field-label" for="question">${words.question}</label><input class="input" id="question" type="search" name="question" value="${question}" maxlength="80">!${button({ label: words.filter, kind: 'secondary' })}!${question ? linkButton(paths.auditLog, words.all, 'quiet') : nothing}</form>`;
  const columns = [
    { title: words.what },
    { title: words.about },
    { title: words.who },
    { title: words.when },
    { title: words.details, unlabelled: true },
  ];
  const rows = lines.map((line) => [
    html`<span class="log-action">${words.actions[line.action]}</span>`,
    line.question === null
      ? nothing
      : html`<a href="${paths.auditLog}?question=${line.question}"><code>${line.question}</code></a>`,
    line.actor === null ? html`<span class="nowrap">${words.operator}</span>` : userText(line.actor),
    timeElement(line.at, locale),
    details(line, locale),
  ]);
  const list =
    lines.length === 0
      ? emptyState(words.empty, words.emptyHint)
      : html`!${table(words.title, columns, rows)}!${pager(pages, messages)}`;
  const body = html`!${breadcrumb([{ href: paths.desk, text: messages.desk.title }], words.title, messages)}
<header class="page-head"><h1>${words.title}</h1><p class="lead">${words.lead}</p></header>
!${filter}!${list}`;
  return layout(context, { title: words.title, body, width: 'wide', styles: ['desk'] });
}
