import { grouped } from '#src/features/votes/credential-code.ts';
import { paths } from '#src/ui/paths.ts';

/** A credential as it is handed out. */
export interface Invitation {
  link: string;
  code: string;
}

/** The link that votes with a code, on the site with that origin. */
export const invitation = (origin: string, slug: string, code: string): Invitation => ({
  link: `${origin}${paths.question(slug)}?credential=${code}`,
  code: grouped(code),
});

/** Invitations as CSV (RFC 4180) with a header. No cell can begin a formula: links and codes consist of plain letters. */
export function invitationsAsCsv(invitations: readonly Invitation[]): string {
  const lines = invitations.map(({ link, code }) => `${link},${code}`);
  return `${['link,code', ...lines].join('\r\n')}\r\n`;
}
