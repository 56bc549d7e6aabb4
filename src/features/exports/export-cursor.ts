import { Problem } from '#src/plugins/problem.ts';
import { LARGEST_INTEGER } from '#src/schema/stored-integer.ts';

/** Lists that are read by cursor: of exports, and of the objects or files of one. */
type List = 'export' | 'object' | 'file';

/** A place in a list as text for an address: opaque to clients. */
export const encodeExportCursor = (list: List, number: number | undefined): string | undefined =>
  number === undefined ? undefined : Buffer.from(`${list} ${number}`).toString('base64url');

/** The place behind the text. @throws a 400 problem for a text that is no cursor of this list. */
export function decodeExportCursor(list: List, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const [name, number = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  const most = list === 'export' ? Number.MAX_SAFE_INTEGER : LARGEST_INTEGER;
  if (name === list && /^\d{1,15}$/.test(number) && Number(number) <= most) return Number(number);
  throw new Problem({
    type: 'invalid-cursor',
    status: 400,
    title: 'Invalid cursor',
    detail: 'Start from the first page.',
  });
}
