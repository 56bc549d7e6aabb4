import type { FastifyReply, FastifyRequest } from 'fastify';
import { readReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { traceIdOf } from '#src/telemetry/http.ts';
import { paths } from '#src/ui/paths.ts';

const COOKIE = 'voted';
const SECONDS = 60;
const UNTRACED = '-';
const NOBODY = 'nobody';

/** That this browser has just voted, with the code of its receipt, and in which trace, where the vote was traced. */
export interface VoteReceipt {
  traceId: string | undefined;
  code?: string | undefined;
}

/** Keeps the vote of this request for the results page that follows; an address that says so would be shared and logged. */
export function giveReceipt(request: FastifyRequest, reply: FastifyReply, slug: string, code: string): void {
  const value = `${traceIdOf(request) ?? UNTRACED}.${code}`;
  reply.setCookie(COOKIE, value, { path: paths.results(slug), maxAge: SECONDS });
}

/** Has nothing more told of an earlier vote from this browser. */
export function takeBackReceipt(reply: FastifyReply, slug: string): void {
  reply.clearCookie(COOKIE, { path: paths.results(slug) });
}

/**
 * The receipt of the vote that led to this page, and once more within a minute, unless somebody has logged in or out since: phones
 * load a page anew when its reader comes back from another program. Undefined on every other visit.
 */
export function takeReceipt(
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
): VoteReceipt | undefined {
  const value = request.cookies[COOKIE];
  if (value === undefined) return undefined;
  const [trace = '', code = '', shownTo] = value.split('.');
  const reader = String(request.identity?.accountId ?? NOBODY);
  if (shownTo) takeBackReceipt(reply, slug);
  else reply.setCookie(COOKIE, `${trace}.${code}.${reader}`, { path: paths.results(slug), maxAge: SECONDS });
  if (shownTo && shownTo !== reader) return undefined;
  return { traceId: /^[0-9a-f]{32}$/.test(trace) ? trace : undefined, code: readReceiptCode(code) };
}
