import type { FastifyReply, FastifyRequest } from 'fastify';
import { readReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { traceIdOf } from '#src/telemetry/http.ts';
import { paths } from '#src/ui/paths.ts';

const COOKIE = 'voted';
const UNTRACED = '-';

/** That this browser has just voted, with the code of its receipt, and in which trace, where the vote was traced. */
export interface VoteReceipt {
  traceId: string | undefined;
  code?: string | undefined;
}

/** Keeps the vote of this request for the results page that follows; an address that says so would be shared and logged. */
export function giveReceipt(request: FastifyRequest, reply: FastifyReply, slug: string, code: string): void {
  const value = `${traceIdOf(request) ?? UNTRACED}.${code}`;
  reply.setCookie(COOKIE, value, { path: paths.results(slug), maxAge: 60 });
}

/** The receipt of the vote that led to this page, once; undefined on every other visit. */
export function takeReceipt(
  request: FastifyRequest,
  reply: FastifyReply,
  slug: string,
): VoteReceipt | undefined {
  const value = request.cookies[COOKIE];
  if (value === undefined) return undefined;
  reply.clearCookie(COOKIE, { path: paths.results(slug) });
  const [trace = '', code = ''] = value.split('.');
  return { traceId: /^[0-9a-f]{32}$/.test(trace) ? trace : undefined, code: readReceiptCode(code) };
}
