/** Crockford's base 32: no I, L, O or U, so that a code survives being read aloud or written by hand. */
export const CODE_DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Digits of a code: 130 bits, too many to guess, so a plain hash of a code cannot be searched either. */
export const CODE_LENGTH = 26;

/** A code as somebody typed it: its case, blanks and dashes make no difference, I and L stand for 1 and O for 0. */
export const typedCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]+/gu, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0');
