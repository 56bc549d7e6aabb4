import { createHash } from 'node:crypto';
import type { Contender } from '#src/features/results/tally/break-tie.ts';

/**
 * The lot of a choice, 64 hexadecimal digits: SHA-256 of "tallyscope lot v1", the question's slug and the choice's text,
 * a line each. It is drawn by nobody: all it is made from stands before the first vote and is public.
 */
export const lotOf = (slug: string, text: string): string =>
  createHash('sha256').update(`tallyscope lot v1\n${slug}\n${text}`).digest('hex');

/** The choices of a question with their lots. */
export const contendersOf = (slug: string, choices: readonly { id: number; text: string }[]): Contender[] =>
  choices.map(({ id, text }) => ({ id, lot: lotOf(slug, text) }));
