/** Crockford's base 32: no I, L, O or U, so that a code survives being read aloud or written by hand. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 130 bits: too many to guess, so a plain hash of a code cannot be searched either. */
const LENGTH = 26;
const GROUPS = /^(.{5})(.{5})(.{5})(.{5})(.{6})$/;

/** The first 130 bits of random or derived bytes as a receipt code; 17 bytes are enough. */
export function toReceiptCode(bytes: Uint8Array): string {
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

/** The code in groups, as people are shown it. */
export const showReceiptCode = (code: string): string => code.replace(GROUPS, '$1-$2-$3-$4-$5');

/** The code somebody typed, whatever its case, spaces and hyphens, with I and L for 1 and O for 0; undefined where it is none. */
export function readReceiptCode(typed: string): string | undefined {
  const code = typed
    .toUpperCase()
    .replace(/[\s\p{Pd}]+/gu, '')
    .replace(/[IL]/g, '1')
    .replaceAll('O', '0');
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(code) ? code : undefined;
}
