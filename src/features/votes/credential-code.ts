import { randomBytes } from 'node:crypto';
import { CODE_BYTES, codeOf, typedCode } from '#src/features/votes/typed-code.ts';

/** A code that nobody can guess. */
export const newCode = (): string => codeOf(randomBytes(CODE_BYTES));

/** A code as it was typed or pasted; a link stands for the code in it. */
export const readCode = (typed: string): string => typedCode(typed.replace(/^.*[?&]credential=/s, ''));

/** The code in groups, to be read from paper; hyphens do not count when it is typed. */
export const grouped = (code: string): string => code.match(/.{1,6}/g)?.join('-') ?? '';
