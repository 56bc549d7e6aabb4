import type { ExportFile, ExportObject, ExportSummary } from '#src/features/exports/export-record.ts';
import { statusBadge } from '#src/ui/components/status-badge.ts';
import { table } from '#src/ui/components/table.ts';
import { userText } from '#src/ui/components/user-text.ts';
import { formatBytes, formatCount } from '#src/ui/format.ts';
import { type Html, html, nothing } from '#src/ui/html.ts';
import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

type Progress = Pick<ExportObject, 'position' | 'key' | 'state' | 'rows' | 'expectedRows' | 'bytes'>;

/** A row of a table: its heading, what it is called, and where it is read. `kind` tells the tables of a page apart. */
interface Row {
  kind: 'file' | 'object';
  progress: Progress;
  heading: Html;
  name: string;
  href: string;
}

/** How much of a file is written, from 0 to 1. */
function progressOf({ state, rows, expectedRows }: Omit<Progress, 'position'>): number {
  if (state === 'succeeded') return 1;
  return expectedRows ? Math.min(1, rows / expectedRows) : 0;
}

function progressTable(caption: string, first: string, rows: readonly Row[], locale: Locale): Html {
  const messages = t(locale);
  const words = messages.export;
  const columns = [
    { title: first },
    { title: words.state },
    { title: words.rows, numeric: true },
    { title: words.size, numeric: true },
    { title: words.download, unlabelled: true },
  ];
  const cells = rows.map(({ kind, progress, heading, name, href }) => {
    const { position, state } = progress;
    const data = (what: string) => html` data-${kind}-${what}="${position}"`;
    const link = html`<a class="button button-secondary button-small" href="${href}" aria-label="${words.downloadOf(name)}">${words.download}</a>`;
    return [
      heading,
      html`<span!${data('state')}>!${statusBadge(state, messages)}</span>`,
      html`<span!${data('rows')}>${formatCount(progress.rows, locale)}</span><progress max="1" value="${progressOf(progress).toFixed(4)}" aria-label="${words.progressOf(name)}"!${data('progress')}></progress>`,
      html`<span!${data('bytes')}>${formatBytes(progress.bytes, locale)}</span>`,
      state === 'succeeded' ? link : nothing,
    ];
  });
  return table(caption, columns, cells);
}

const keyOf = (bucket: string, key: string) => html`<code class="file-key">s3://${bucket}/${key}</code>`;

/** What an export has of each question with its progress, and links to what is complete: files, or parts of those that questions share. */
export function exportObjects(
  { id, bucket, layout }: Pick<ExportSummary, 'id' | 'bucket' | 'layout'>,
  objects: readonly ExportObject[],
  locale: Locale,
): Html {
  const { export: words, exportMore: more } = t(locale);
  const shared = layout === 'together';
  const rows = objects.map((progress): Row => {
    const { position, question, slug, key } = progress;
    const below = shared ? html`<code class="file-key">${slug}</code>` : keyOf(bucket, key);
    const heading = html`<span class="voice">!${userText(question)}</span>!${below}`;
    return {
      kind: 'object',
      progress,
      heading,
      name: shared ? slug : key,
      href: paths.exportObject(id, position),
    };
  });
  return progressTable(
    shared ? more.questions : words.files,
    shared ? more.question : words.file,
    rows,
    locale,
  );
}

/** The files that questions share, with the same. */
export function sharedFiles(
  { id, bucket }: Pick<ExportSummary, 'id' | 'bucket'>,
  files: readonly ExportFile[],
  locale: Locale,
): Html {
  const { export: words, exportMore: more } = t(locale);
  const rows = files.map((progress): Row => {
    const { position, key, questions } = progress;
    const heading = html`<span>${more.ofQuestions(questions, formatCount(questions, locale))}</span>!${keyOf(bucket, key)}`;
    return { kind: 'file', progress, heading, name: key, href: paths.exportFile(id, position) };
  });
  return progressTable(words.files, words.file, rows, locale);
}
