import type { QuestionCursor } from '#src/features/questions/question-store.ts';

/** A cursor as text for an address: opaque to clients. */
export const encodeCursor = ({ opensAt, id }: QuestionCursor): string =>
  Buffer.from(`${opensAt.toISOString()} ${id}`).toString('base64url');

/** The cursor behind the text, or undefined where the text is none. */
export function decodeCursor(text: string): QuestionCursor | undefined {
  const [time = '', number = ''] = Buffer.from(text, 'base64url').toString().split(' ');
  const opensAt = new Date(time);
  const id = Number(number);
  return Number.isNaN(opensAt.getTime()) || !Number.isSafeInteger(id) || id < 1 ? undefined : { opensAt, id };
}
