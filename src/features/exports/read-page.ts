import { invalidCursor } from '#src/plugins/problem.ts';
import { LARGEST_INTEGER } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

/** Lists that are read by cursor: of exports, and of the objects or files of one. */
type List = 'export' | 'object' | 'file';

/** Which page of a list: as many rows at most, from behind `after` on, which is the `next` of the page before. */
export interface Page {
  limit: number;
  after?: string | undefined;
}

/** How a program asks for a page, and is told where the next one is. */
export const pageQuery = {
  limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
  after: Type.Optional(Type.String({ maxLength: 100, description: 'The `next` of the page before' })),
};
export const nextPage = Type.Union([Type.String(), Type.Null()]);

/** The place behind the text, which is opaque to clients. @throws a 400 problem for a text that is no cursor of this list. */
function decode(list: List, text: string): number {
  const [name, number = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  const most = list === 'export' ? Number.MAX_SAFE_INTEGER : LARGEST_INTEGER;
  if (name === list && /^\d{1,15}$/.test(number) && Number(number) <= most) return Number(number);
  throw invalidCursor();
}

/**
 * Reads a page of a list: `read` gives so many rows from behind a place on, `placeOf` the place of a row.
 * @throws a 400 problem for an `after` that no page of this list gave.
 */
export async function readPage<Row>(
  list: List,
  { limit, after }: Page,
  read: (after: number | undefined, most: number) => Promise<Row[]>,
  placeOf: (row: Row) => number,
): Promise<{ rows: Row[]; next: string | null }> {
  // One more than asked for tells whether there is another page.
  const found = await read(after === undefined ? undefined : decode(list, after), limit + 1);
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  const more = found.length > limit && last !== undefined;
  return { rows, next: more ? Buffer.from(`${list} ${placeOf(last)}`).toString('base64url') : null };
}
