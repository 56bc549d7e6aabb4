import { typedCode } from '#src/features/votes/typed-code.ts';

const GROUPS = /^(.{5})(.{5})(.{5})(.{5})(.{6})$/;

/** The code in groups, as people are shown it. */
export const showReceiptCode = (code: string): string => code.replace(GROUPS, '$1-$2-$3-$4-$5');

/** The code somebody typed, whatever its case, spaces and hyphens, with I and L for 1 and O for 0; undefined where it is none. */
export function readReceiptCode(typed: string): string | undefined {
  const code = typedCode(typed);
  return /^[0-9A-HJKMNP-TV-Z]{26}$/.test(code) ? code : undefined;
}
