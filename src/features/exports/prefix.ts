const MAX_LENGTH = 512;

/**
 * Checks the path in the bucket that an organiser typed. Gives it without surrounding blanks and a closing slash,
 * empty for the top of the bucket, or the sentence that says what is wrong with it.
 */
export function parsePrefix(input: string): { prefix: string } | { problem: string } {
  const text = input.trim();
  const problem = problemOf(text);
  return problem === undefined ? { prefix: text.replace(/\/$/, '') } : { problem };
}

function problemOf(text: string): string | undefined {
  if (/^s3:\/\//i.test(text)) return 'Give only the path inside the bucket, without "s3://" and the bucket.';
  if (text.startsWith('/')) return 'The path must not start with "/".';
  if (text.includes('//')) return 'The path must not contain "//".';
  if (text.split('/').some((segment) => segment === '.' || segment === '..'))
    return 'The path must not contain "." or ".." between slashes.';
  if (!/^[A-Za-z0-9/_.=-]*$/.test(text))
    return 'The path may contain only the letters A to Z, digits and the characters / _ - . =';
  if (text.length > MAX_LENGTH) return `The path is longer than ${MAX_LENGTH} characters.`;
  return undefined;
}

/** Key of the object that a question's votes go to. */
export function objectKey(prefix: string, slug: string): string {
  const name = `question_${slug}.csv`;
  return prefix === '' ? name : `${prefix}/${name}`;
}
