/** Crockford's base 32: no I, L, O or U, so that a code survives being read aloud or written by hand. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Digits of a code: 130 bits, too many to guess, so a plain hash of a code cannot be searched either. */
const LENGTH = 26;

/** Bytes that a code takes at least. */
export const CODE_BYTES = 17;

/** The code that the first 130 bits of random or derived bytes stand for. */
export function codeOf(bytes: Uint8Array): string {
  let code = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; code.length < LENGTH; ) {
    if (held < 5) {
      bits = ((bits << 8) | (bytes[at++] ?? 0)) & 0xfff;
      held += 8;
    }
    held -= 5;
    code += DIGITS[(bits >> held) & 31];
  }
  return code;
}

/** A code as somebody typed it: its case, blanks and dashes make no difference, I and L stand for 1 and O for 0. */
export const typedCode = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]+/gu, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0');
