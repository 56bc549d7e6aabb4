import { type ExportRecord, isFinished, totals } from '#src/features/exports/export-record.ts';
import { translateSentence } from '#src/features/exports/export-sentence.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { traceReference } from '#src/ui/components/trace-reference.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatBytes, formatCount, formatSeconds } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';
import { exportFiles, progressOf } from './export-files.ts';

/** An export as it stands. */
export interface ExportPage {
  record: ExportRecord;
}

function message({ state, errorCode, errorMessage }: ExportRecord, context: PageContext): Html {
  const words = t(context.locale).export;
  const reason = errorMessage
    ? html`<p>!${userText(translateSentence(errorCode, errorMessage, context.locale))}</p>`
    : nothing;
  if (state === 'failed') return notice('error', words.failedTitle, reason);
  if (state === 'succeeded') return notice('success', words.succeeded, nothing);
  if (state === 'queued' && errorMessage) return notice('info', words.retryingTitle, reason);
  return html`<p class="lead">${words[state]}</p>`;
}

function overall({ objects }: ExportRecord, context: PageContext): Html {
  const words = t(context.locale).export;
  const done = objects.filter(({ state }) => state === 'succeeded').length;
  const value = objects.reduce((sum, object) => sum + progressOf(object), 0);
  return html`<p class="progress-line"><span data-export-done>${words.ofQuestions(formatCount(done, context.locale), objects.length)}</span></p>
<progress max="${objects.length}" value="${value.toFixed(4)}" aria-label="${words.progress}" data-export-progress></progress>`;
}

function facts(record: ExportRecord, context: PageContext): Html {
  const { locale } = context;
  const messages = t(locale);
  const words = messages.export;
  const { rows, bytes } = totals(record.objects);
  const { startedAt, finishedAt } = record;
  const duration =
    startedAt && finishedAt
      ? formatSeconds((finishedAt.getTime() - startedAt.getTime()) / 1000, locale)
      : undefined;
  return html`<dl class="facts">
<div><dt>${words.state}</dt><dd>!${statusBadge(record.state, messages)}</dd></div>
<div><dt>${words.rows}</dt><dd data-export-rows>${formatCount(rows, locale)}</dd></div>
<div><dt>${words.size}</dt><dd data-export-bytes>${formatBytes(bytes, locale)}</dd></div>
<div><dt>${words.requested}</dt><dd>!${timeElement(record.createdAt, locale)}</dd></div>
<div><dt>${words.by}</dt><dd>!${userText(record.requestedBy)}</dd></div>
!${duration ? html`<div><dt>${words.duration}</dt><dd>${duration}</dd></div>` : nothing}
</dl>`;
}

function trace({ record }: ExportPage, context: PageContext): Html {
  if (!record.traceId) return nothing;
  const { export: words } = t(context.locale);
  return html`<p class="meta trace-line"><span>${words.trace}</span> !${traceReference(record.traceId, context)}</p>`;
}

// A page that reloaded by itself would take the place of those who read it by ear or keyboard (WCAG, failure F41).
function actions({ id, state }: ExportRecord, context: PageContext): Html {
  const words = t(context.locale).export;
  if (!isFinished({ state }))
    return html`<noscript><div class="actions">!${linkButton(paths.export(id), words.reload, 'secondary')}</div></noscript>`;
  if (state === 'failed')
    return postForm(
      paths.retryExport(id),
      context.csrf,
      html`<div class="actions">!${button({ label: words.retry })}</div>`,
    );
  return state === 'succeeded'
    ? html`<div class="actions">!${linkButton(paths.newExport, words.again, 'secondary')}</div>`
    : nothing;
}

/** One export: how far it is, what came of it and its files. Where scripts run it renews itself while the export is under way. */
export function exportPage(context: PageContext, page: ExportPage): Html {
  const { record } = page;
  const messages = t(context.locale);
  const target = `s3://${record.bucket}/${record.prefix}`;
  const title = messages.export.to(target);
  const underWay = !isFinished(record);
  const live = underWay
    ? html` data-export="${paths.exportLive(record.id)}" data-state="${record.state}"`
    : nothing;
  const body = html`!${breadcrumb([{ href: paths.exports, text: messages.exports.title }], messages.export.title, messages)}
<div!${live}>
<header class="page-head"><h1 class="target">${title}</h1></header>
!${message(record, context)}
!${facts(record, context)}
!${overall(record, context)}
!${trace(page, context)}
!${actions(record, context)}
<h2 class="section-title">${messages.export.files}</h2>
!${exportFiles(record, context.locale)}
</div>`;
  return layout(context, { title, body, width: 'wide', scripts: underWay ? ['live-export'] : [] });
}
