const SIGNS = '=+\\-@＝＋－＠';
const AT_START = new RegExp(`^(?=[\\t\\r\\n${SIGNS}])`);
const INSIDE = new RegExp(`([;\\t\\r\\n])(?=[${SIGNS}])`, 'g');

/** A text as exported files write it: with an apostrophe where a spreadsheet would take it for a formula. */
const guarded = (text: string): string => text.replace(AT_START, "'").replace(INSIDE, "$1'");

/** A field of CSV as PostgreSQL quotes it. */
const field = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/**
 * The beginning of an exported line, up to the comma before the time: the texts of a ballot's choices, in its order. A
 * ranking is joined by ` > `, a set by ` | `.
 */
export const csvChoices = (texts: readonly string[], ranked: boolean): string =>
  `${field(texts.map(guarded).join(ranked ? ' > ' : ' | '))},`;
