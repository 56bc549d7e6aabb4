import type { FastifyReply, FastifyRequest } from 'fastify';
import { signedCookie } from '#src/plugins/signed-cookie.ts';
import { paths } from '#src/ui/paths.ts';

const COOKIE = 'credential';
/** Long enough to read a question and come back to its results, in seconds. */
const LIFETIME = 3600;

/** Keeps the voter's key of a credential for the pages of one question, so that no address has to carry the code. */
export function keepCredential(reply: FastifyReply, slug: string, voter: Buffer): void {
  const path = paths.question(slug);
  reply.setCookie(COOKIE, voter.toString('base64url'), { path, signed: true, maxAge: LIFETIME });
}

/** The voter's key that this browser came with, not yet checked; undefined where there is none. */
export function heldCredential(request: FastifyRequest): Buffer | undefined {
  const value = signedCookie(request, COOKIE);
  return value === undefined ? undefined : Buffer.from(value, 'base64url');
}

/** What the form of a ballot says it was shown with: the cookie as it stands, signature included. */
export const credentialOfForm = (request: FastifyRequest): string | undefined =>
  heldCredential(request) && request.cookies[COOKIE];

/**
 * Goes on with the credential that a form was shown with, whichever this browser has opened since in another tab: two
 * people at one computer have a vote each.
 */
export function holdCredentialOfForm(
  request: FastifyRequest,
  reply: FastifyReply,
  { slug, value }: { slug: string; value: string | undefined },
): void {
  if (!value || value === request.cookies[COOKIE]) return;
  request.cookies[COOKIE] = value;
  const voter = heldCredential(request);
  if (voter) keepCredential(reply, slug, voter);
}

/** Lets go of it, so that another can be used. */
export function dropCredential(reply: FastifyReply, slug: string): void {
  reply.clearCookie(COOKIE, { path: paths.question(slug) });
}
