import { randomBytes } from 'node:crypto';
import { CODE_DIGITS, CODE_LENGTH, typedCode } from '#src/plugins/typed-code.ts';

/** The code that these bytes stand for, of which there are enough. */
export function codeOf(bytes: Uint8Array): string {
  // 32 digits divide the values of a byte evenly.
  const digitOf = (byte: number) => CODE_DIGITS.charAt(byte % CODE_DIGITS.length);
  return Array.from(bytes.subarray(0, CODE_LENGTH), digitOf).join('');
}

/** A code that nobody can guess. */
export const newCode = (): string => codeOf(randomBytes(CODE_LENGTH));

/** A code as it was typed or pasted; a link stands for the code in it. */
export const readCode = (typed: string): string => typedCode(typed.replace(/^.*[?&]credential=/s, ''));

/** The code in groups, to be read from paper; hyphens do not count when it is typed. */
export const grouped = (code: string): string => code.match(/.{1,6}/g)?.join('-') ?? '';
