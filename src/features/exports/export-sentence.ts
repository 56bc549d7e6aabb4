import { t } from '#src/ui/messages/messages.ts';
import type { Locale } from '#src/ui/page-context.ts';

const english = t('en').exportProblems;

/** Stable name of what stands in the way of an export. */
export type ExportProblemCode = keyof typeof english;

/** The sentence for people; `values` go into it in the order that its English form declares. */
export function exportSentence(code: ExportProblemCode, values: readonly string[], locale: Locale): string {
  const sentence: string | ((...values: string[]) => string) = t(locale).exportProblems[code];
  return typeof sentence === 'string' ? sentence : sentence(...values);
}

/** A recorded English sentence in the reader's language; as it is where it is not one of ours. */
export function translateSentence(code: string | null, recorded: string, locale: Locale): string {
  if (code === null || !Object.hasOwn(english, code)) return recorded;
  const known = code as ExportProblemCode;
  const [first, second] = ['\u0001', '\u0002'];
  const form = RegExp.escape(exportSentence(known, [first, second], 'en'))
    .replace(RegExp.escape(first), '(?<first>.*)')
    .replace(RegExp.escape(second), '(?<second>.*)');
  const values = new RegExp(`^${form}$`, 's').exec(recorded);
  return values
    ? exportSentence(known, [values.groups?.first ?? '', values.groups?.second ?? ''], locale)
    : recorded;
}
