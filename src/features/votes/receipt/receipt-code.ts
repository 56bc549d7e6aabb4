import { CODE_DIGITS, CODE_LENGTH, typedCode } from '#src/plugins/typed-code.ts';

const GROUPS = /^(.{5})(.{5})(.{5})(.{5})(.{6})$/;

/** The first 130 bits of random or derived bytes as a receipt code; 17 bytes are enough. */
export function toReceiptCode(bytes: Uint8Array): string {
  let code = '';
  let bits = 0;
  let held = 0;
  for (let at = 0; code.length < CODE_LENGTH; ) {
    if (held < 5) {
      bits = ((bits << 8) | (bytes[at++] ?? 0)) & 0xfff;
      held += 8;
    }
    held -= 5;
    code += CODE_DIGITS[(bits >> held) & 31];
  }
  return code;
}

/** The code in groups, as people are shown it. */
export const showReceiptCode = (code: string): string => code.replace(GROUPS, '$1-$2-$3-$4-$5');

/** The code somebody typed, whatever its case, spaces and hyphens, with I and L for 1 and O for 0; undefined where it is none. */
export function readReceiptCode(typed: string): string | undefined {
  const code = typedCode(typed);
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(code) ? code : undefined;
}
