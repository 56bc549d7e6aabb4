import { randomBytes } from 'node:crypto';

/** Crockford's base32: no letters that are taken for digits, upper and lower case alike. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 130 random bits. */
const LENGTH = 26;

/** A code that nobody can guess. */
export function newCode(): string {
  // 32 letters divide the values of a byte evenly.
  return Array.from(randomBytes(LENGTH), (byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
}

/**
 * A code as it was typed or pasted: its case, blanks and dashes make no difference, I and L stand for 1 and O for 0, and a
 * link for the code in it.
 */
export const readCode = (typed: string): string =>
  typed
    .replace(/^.*[?&]credential=/s, '')
    .toUpperCase()
    .replace(/[\s\p{Pd}]+/gu, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0');

/** The code in groups, to be read from paper; hyphens do not count when it is typed. */
export const grouped = (code: string): string => code.match(/.{1,6}/g)?.join('-') ?? '';
