import { Problem } from '#src/plugins/problem.ts';

/** A place in the list of exports as text for an address: opaque to clients. */
export const encodeExportCursor = (number: number | undefined): string | undefined =>
  number === undefined ? undefined : Buffer.from(`export ${number}`).toString('base64url');

/** The place behind the text. @throws a 400 problem for a text that is no cursor. */
export function decodeExportCursor(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const match = /^export (\d{1,15})$/.exec(Buffer.from(text, 'base64url').toString());
  if (match) return Number(match[1]);
  throw new Problem({
    type: 'invalid-cursor',
    status: 400,
    title: 'Invalid cursor',
    detail: 'Start from the first page.',
  });
}
