/** Attributes whose value somebody reads or hears. */
const READ = /\s(?:aria-label|aria-roledescription|alt|title|placeholder|content|label)="([^"]*)"/g;
/** Parts of tags that stand in templates of their own. */
const TAG_PART = /="|^"|"$|^\S*-\S*$|^(?:checked|selected|required|disabled|hidden|open|multiple)$/;
const MACHINE = /^(?:width=device-width|light dark)/;
const HOLE = '\u0000';

/** The end of a template that begins at `start`, its text with holes for values, and the templates inside of those. */
function readTemplate(code: string, start: number): { end: number; text: string; inner: string[] } {
  const inner: string[] = [];
  let text = '';
  let at = start;
  while (code[at] !== '`') {
    if (at >= code.length) throw new Error('a template without an end');
    if (code.startsWith('${', at)) {
      const from = at + 2;
      at = endOfValue(code, from);
      inner.push(code.slice(from, at - 1));
      text += HOLE;
    } else {
      text += code[at];
      at += code[at] === '\\' ? 2 : 1;
    }
  }
  return { end: at + 1, text, inner };
}

/** Where the value ends whose expression begins at `start`: behind its closing brace. */
function endOfValue(code: string, start: number): number {
  let depth = 1;
  let at = start;
  while (depth > 0) {
    const character = code[at];
    if (character === undefined) throw new Error('a value without an end');
    if (character === '`') at = readTemplate(code, at + 1).end;
    else if (character === "'" || character === '"') at = endOfString(code, at);
    else {
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      at += 1;
    }
  }
  return at;
}

function endOfString(code: string, start: number): number {
  let at = start + 1;
  while (code[at] !== code[start]) at += code[at] === '\\' ? 2 : 1;
  return at + 1;
}

/** Words written into the markup of `code`'s html templates, in content or in attributes that are read. */
export function literalText(code: string): string[] {
  const found: string[] = [];
  for (let at = code.indexOf('html`'); at >= 0; at = code.indexOf('html`', at)) {
    const { end, text, inner } = readTemplate(code, at + 5);
    const read = [...text.matchAll(READ)].map(([, value = '']) => value);
    const content = text.replace(/<[^>]*>/g, HOLE);
    const pieces = content.split(HOLE).filter((piece) => !TAG_PART.test(piece.trim()));
    for (const piece of [...pieces, ...read.flatMap((value) => value.split(HOLE))]) {
      const words = piece.replace(/&#?\w+;|·/g, '').trim();
      if (/\p{L}{2,}/u.test(words) && !MACHINE.test(words)) found.push(words);
    }
    found.push(...inner.flatMap(literalText));
    at = end;
  }
  return found;
}
