import type { ExportProblemCode } from '#src/features/exports/export-sentence.ts';

const MAX_LENGTH = 512;

/** What is wrong with a path, with the values for its sentence. */
export type PrefixProblem = [code: ExportProblemCode, ...values: string[]];

/**
 * Checks the path in the bucket that an organiser typed. Gives it without surrounding blanks and a closing slash,
 * empty for the top of the bucket, or what is wrong with it.
 */
export function parsePrefix(input: string): { prefix: string } | { problem: PrefixProblem } {
  const text = input.trim();
  const problem = problemOf(text);
  return problem === undefined ? { prefix: text.replace(/\/$/, '') } : { problem };
}

function problemOf(text: string): PrefixProblem | undefined {
  if (/^s3:\/\//i.test(text)) return ['path_scheme'];
  if (text.startsWith('/')) return ['path_from_top'];
  if (text.includes('//')) return ['path_empty_segment'];
  if (text.split('/').some((segment) => segment === '.' || segment === '..')) return ['path_dots'];
  if (!/^[A-Za-z0-9/_.=-]*$/.test(text)) return ['path_characters'];
  if (text.length > MAX_LENGTH) return ['path_too_long', String(MAX_LENGTH)];
  return undefined;
}

/** Key of the object that a question's votes go to. */
export function objectKey(prefix: string, slug: string): string {
  return inPrefix(prefix, `question_${slug}.csv`);
}

/** Key of an object of that name below the path. */
export const inPrefix = (prefix: string, name: string): string =>
  prefix === '' ? name : `${prefix}/${name}`;
