import type { FastifyReply, FastifyRequest } from 'fastify';

/** A browser takes a cookie of such a name from this host alone, over TLS, for the whole site (RFC 6265bis, 4.1.3). */
const HOST = '__Host-';
/** … and of such a one over TLS, also from a host beside this one. */
const SECURE = '__Secure-';
/** Cookies of a part of the site: they are signed, or say only what to show, so that nothing follows from one of another host. */
const OF_A_PART = new Set(['answered', 'credential', 'device', 'voted']);

/** The service's name of a cookie that a browser sent, with its value; nothing where it is none of this host's. */
function known(pair: string): string[] {
  const cookie = pair.trim();
  if (cookie.startsWith(HOST)) return [cookie.slice(HOST.length)];
  if (!cookie.startsWith(SECURE)) return [];
  const rest = cookie.slice(SECURE.length);
  return OF_A_PART.has(rest.slice(0, rest.indexOf('='))) ? [rest] : [];
}

const prefixed = (cookie: string) => `${/; Path=\/(;|$)/.test(cookie) ? HOST : SECURE}${cookie}`;

/**
 * A hook, before cookies are read: no host beside this one, and nobody on a network without TLS, can give a browser cookies
 * of these names, and there are no others. The rest of the service knows them without the prefix.
 */
export function readCookieNames(
  { raw: { headers } }: FastifyRequest,
  _reply: FastifyReply,
  done: () => void,
) {
  if (headers.cookie) headers.cookie = headers.cookie.split(';').flatMap(known).join('; ');
  done();
}

/** A hook, after cookies are written: gives them those names. */
export function writeCookieNames(
  _request: FastifyRequest,
  reply: FastifyReply,
  _payload: unknown,
  done: () => void,
) {
  const cookies = reply.getHeader('set-cookie');
  if (cookies !== undefined)
    reply.removeHeader('set-cookie').header('set-cookie', [cookies].flat().map(String).map(prefixed));
  done();
}
