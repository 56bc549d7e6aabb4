import type { ExportSummary } from '#src/features/exports/export-record.ts';
import { linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Pages, pager } from '#src/ui/components/pager.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { table } from '#src/ui/components/table.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatBytes, formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** One page of exports, newest first. */
export interface ExportsPage extends Pages {
  exports: ExportSummary[];
  /** Whether there is a bucket to export to. */
  configured: boolean;
}

function exportsTable(exports: ExportSummary[], context: PageContext): Html {
  const { locale } = context;
  const messages = t(locale);
  const words = messages.exports;
  const columns = [
    { title: words.target },
    { title: words.state },
    { title: words.requested },
    { title: words.by },
    { title: words.questions, numeric: true },
    { title: words.rows, numeric: true },
    { title: words.size, numeric: true },
  ];
  const rows = exports.map((record) => {
    return [
      html`<a href="${paths.export(record.id)}">!${userText(record.prefix || words.bucketRoot)}</a> <span class="visually-hidden">${formatCount(record.number, locale)}</span>`,
      statusBadge(record.state, messages),
      timeElement(record.createdAt, locale),
      userText(record.requestedBy),
      html`${formatCount(record.questions, locale)}`,
      html`${formatCount(record.rows, locale)}`,
      html`${formatBytes(record.bytes, locale)}`,
    ];
  });
  return table(words.title, columns, rows);
}

/** The exports made so far. */
export function exportsPage(
  context: PageContext,
  { exports, configured, previous, next }: ExportsPage,
): Html {
  const messages = t(context.locale);
  const words = messages.exports;
  const create = configured ? linkButton(paths.newExport, words.create) : nothing;
  const missing = configured
    ? nothing
    : notice(
        'info',
        context.user?.role === 'administrator' ? words.notConfigured : words.askForBucket,
        html`<p>${words.withoutBucket}</p>`,
      );
  const list = exports.length > 0 ? exportsTable(exports, context) : emptyState(words.empty, words.emptyHint);
  const body = html`<header class="page-head"><h1>${words.title}</h1>!${create}</header>
!${missing}!${list}
!${pager({ previous, next }, messages)}`;
  return layout(context, { title: words.title, body, width: 'wide' });
}
