import { batchesOf } from '#src/features/exports/export-batches.ts';
import type { ExportableQuestion } from '#src/features/exports/export-reader.ts';
import type { ExportLayout } from '#src/features/exports/export-record.ts';
import { inPrefix, objectKey } from '#src/features/exports/prefix.ts';

/** Of a file with several questions: a spreadsheet opens 1,048,576 rows, and one statement reads them all. */
const MOST = { objects: 10_000, ballots: 1_000_000 };

/**
 * Key of the file that each question's votes go to, in their order. A question's own file replaces that of the export before. Files
 * of many questions are named after the day and id of their export: another export may split questions differently, and
 * replacing only some of the files would leave votes in two of them.
 */
export function fileKeys(
  layout: ExportLayout,
  { id, prefix }: { id: string; prefix: string },
  questions: readonly ExportableQuestion[],
): string[] {
  if (layout === 'each') return questions.map(({ slug }) => objectKey(prefix, slug));
  const name = `votes_${new Date().toISOString().slice(0, 10)}_${id.slice(0, 8)}`;
  const files = batchesOf(questions, ({ votes }) => votes, MOST);
  return files.flatMap((file, at) => file.map(() => inPrefix(prefix, `${name}_${at + 1}.csv`)));
}
