import type { ExportObject, ExportRecord } from '#src/features/exports/export-record.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { table } from '#src/ui/components/table.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatBytes, formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** How much of a file is written, from 0 to 1. */
export function progressOf({ state, rows, expectedRows }: ExportObject): number {
  if (state === 'succeeded') return 1;
  return expectedRows ? Math.min(1, rows / expectedRows) : 0;
}

/** The files of an export with their progress, and links to those that are complete. */
export function exportFiles({ id, bucket, objects }: ExportRecord, locale: Locale): Html {
  const messages = t(locale);
  const words = messages.export;
  const columns = [
    { title: words.file },
    { title: words.state },
    { title: words.rows, numeric: true },
    { title: words.size, numeric: true },
    { title: words.download, unlabelled: true },
  ];
  const rows = objects.map((object) => {
    const { position, state, key, question } = object;
    const link = html`<a class="button button-secondary button-small" href="${paths.exportObject(id, position)}" aria-label="${words.downloadOf(key)}">${words.download}</a>`;
    return [
      html`<span class="voice">!${userText(question)}</span><code class="file-key">s3://${bucket}/${key}</code>`,
      html`<span data-file-state="${position}">!${statusBadge(state, messages)}</span>`,
      html`<span data-file-rows="${position}">${formatCount(object.rows, locale)}</span><progress max="1" value="${progressOf(object).toFixed(4)}" aria-label="${words.progressOf(key)}" data-file-progress="${position}"></progress>`,
      html`<span data-file-bytes="${position}">${formatBytes(object.bytes, locale)}</span>`,
      state === 'succeeded' ? link : nothing,
    ];
  });
  return table(words.files, columns, rows);
}
