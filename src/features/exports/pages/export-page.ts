import type { ExportView } from '#src/features/exports/export-contents.ts';
import {
  type ExportFile,
  type ExportObject,
  type ExportSummary,
  isFinished,
} from '#src/features/exports/export-record.ts';
import { translateSentence } from '#src/features/exports/export-sentence.ts';
import { breadcrumb } from '#src/ui/components/breadcrumb.ts';
import { button, linkButton } from '#src/ui/components/button.ts';
import { emptyState } from '#src/ui/components/empty-state.ts';
import { postForm } from '#src/ui/components/form.ts';
import { notice } from '#src/ui/components/notice.ts';
import { type Pages, pager } from '#src/ui/components/pager.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { timeElement } from '#src/ui/components/time-element.ts';
import { traceReference } from '#src/ui/components/trace-reference.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatBytes, formatCount, formatSeconds } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { layout } from '#src/ui/layout.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths, withQuery } from '#src/ui/paths.ts';
import { exportObjects, sharedFiles } from './export-files.ts';

/** An export as it stands, with a page of its questions. */
export interface ExportPage extends Pages {
  record: ExportSummary;
  objects: readonly ExportObject[];
  /** The files that questions share; none where each has its own. */
  files: readonly ExportFile[];
  view: ExportView;
}

function message({ state, errorCode, errorMessage }: ExportSummary, context: PageContext): Html {
  const words = t(context.locale).export;
  const reason = errorMessage
    ? html`<p>!${userText(translateSentence(errorCode, errorMessage, context.locale))}</p>`
    : nothing;
  if (state === 'failed') return notice('error', words.failedTitle, reason);
  if (state === 'succeeded') return notice('success', words.succeeded, nothing);
  if (state === 'queued' && errorMessage) return notice('info', words.retryingTitle, reason);
  return html`<p class="lead">${words[state]}</p>`;
}

function overall({ done, questions, progress }: ExportSummary, context: PageContext): Html {
  const words = t(context.locale).export;
  return html`<p class="progress-line"><span data-export-done>${words.ofQuestions(formatCount(done, context.locale), questions, formatCount(questions, context.locale))}</span></p>
<progress max="${questions}" value="${progress.toFixed(4)}" aria-label="${words.progress}" data-export-progress></progress>`;
}

function facts(record: ExportSummary, context: PageContext): Html {
  const { locale } = context;
  const messages = t(locale);
  const words = messages.export;
  const { rows, bytes, startedAt, finishedAt } = record;
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
function actions({ id, state }: ExportSummary, context: PageContext): Html {
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

/** Where there are more questions than a page shows, or some were looked for. */
function search({ record: { id }, view, previous, next }: ExportPage, context: PageContext): Html {
  if (!view.search && !previous && !next) return nothing;
  const { exportMore: words } = t(context.locale);
  const clear = view.search ? linkButton(paths.export(id), words.clear, 'quiet') : nothing;
  return html`<form class="search-form" action="${paths.export(id)}" role="search"><label class="visually-hidden" for="search">${words.search}</label><input class="input" id="search" type="search" name="search" value="${view.search}" placeholder="${words.search}" maxlength="200">!${button({ label: words.find, kind: 'secondary' })}!${clear}</form>`;
}

function contents(page: ExportPage, context: PageContext): Html {
  const { record, objects, files } = page;
  const messages = t(context.locale);
  const { export: words, exportMore: more } = messages;
  const title = (text: string) => html`<h2 class="section-title">${text}</h2>`;
  const shared =
    files.length > 0
      ? html`!${title(words.files)}!${sharedFiles(record, files, context.locale)}!${title(more.questions)}<p class="meta">${more.questionsHint}</p>`
      : title(words.files);
  const list =
    objects.length > 0
      ? exportObjects(record, objects, context.locale)
      : emptyState(more.nothingFound, more.nothingFoundHint);
  return html`!${shared}!${search(page, context)}!${list}!${pager(page, messages)}`;
}

/** One export: how far it is, what came of it and its files. Where scripts run it renews itself while the export is under way. */
export function exportPage(context: PageContext, page: ExportPage): Html {
  const { record, view } = page;
  const messages = t(context.locale);
  const target = `s3://${record.bucket}/${record.prefix}`;
  const title = messages.export.to(target);
  const underWay = !isFinished(record);
  const live = underWay
    ? html` data-export="${withQuery(paths.exportLive(record.id), { ...view })}" data-state="${record.state}"`
    : nothing;
  const body = html`!${breadcrumb([{ href: paths.exports, text: messages.exports.title }], messages.export.title, messages)}
<div!${live}>
<header class="page-head"><h1 class="target">${title}</h1></header>
!${message(record, context)}
!${facts(record, context)}
!${overall(record, context)}
!${trace(page, context)}
!${actions(record, context)}
!${contents(page, context)}
</div>`;
  return layout(context, {
    title,
    body,
    width: 'wide',
    styles: ['desk'],
    scripts: underWay ? ['live-export'] : [],
  });
}
