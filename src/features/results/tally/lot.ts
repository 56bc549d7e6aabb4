import { createHash } from 'node:crypto';

/**
 * The lot of a choice, 64 hexadecimal digits: SHA-256 of "tallyscope lot v1", the question's slug and the choice's text,
 * a line each. It is drawn by nobody: all it is made from stands before the first vote and is public.
 */
export const lotOf = (slug: string, text: string): string =>
  createHash('sha256').update(`tallyscope lot v1\n${slug}\n${text}`).digest('hex');
