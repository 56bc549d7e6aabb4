import { hash } from 'node:crypto';
import type { Viewer } from '#src/features/exports/export-reader.ts';
import type { ExportRequest } from '#src/features/exports/export-request.ts';

/**
 * The id of the export that a form asks for (UUID version 8, RFC 9562): the same where the same person sends it again as it was, another
 * where it asks for anything else.
 */
export function exportOfForm(
  form: string,
  request: ExportRequest,
  { accountId }: NonNullable<Viewer>,
): string {
  const { prefix, layout, questions } = request;
  const hex = hash('sha256', JSON.stringify([form, accountId, prefix, layout, questions]));
  const part = (from: number, length: number) => hex.slice(from, from + length);
  return [part(0, 8), part(8, 4), `8${part(12, 3)}`, `8${part(15, 3)}`, part(18, 12)].join('-');
}
