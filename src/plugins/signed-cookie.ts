import type { FastifyRequest } from 'fastify';

/** The value of a cookie that this service has signed; undefined where there is none, or it was made by somebody else. */
export function signedCookie(request: FastifyRequest, name: string): string | undefined {
  const cookie = request.cookies[name];
  const unsigned = cookie ? request.unsignCookie(cookie) : undefined;
  return unsigned?.valid ? unsigned.value : undefined;
}
