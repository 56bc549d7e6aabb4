import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Identity } from '#src/features/accounts/session-store.ts';
import { Problem } from '#src/plugins/problem.ts';

type Security = readonly Record<string, readonly string[]>[];

/**
 * Holds an access token to the scopes in the route's OpenAPI entry. Gives its identity where it has them, and undefined, as for a
 * request without a token, where it reads what anybody may.
 * @throws a 403 problem (RFC 6750, `insufficient_scope`) for everything else: a token never does what it was not made for,
 * and a route that asks for no scope is for sessions.
 */
export function holdToScopes(
  identity: Identity,
  request: FastifyRequest,
  reply: FastifyReply,
): Identity | undefined {
  const security = (request.routeOptions.schema as { security?: Security } | undefined)?.security ?? [{}];
  const needed = security.find(({ bearer }) => bearer)?.bearer ?? [];
  const granted: readonly string[] = identity.scopes ?? [];
  if (needed.length > 0 && needed.every((scope) => granted.includes(scope))) return identity;
  const open = security.some((entry) => Object.keys(entry).length === 0);
  if (open && (needed.length === 0 || request.method === 'GET' || request.method === 'HEAD'))
    return undefined;
  const challenge = `Bearer error="insufficient_scope"${needed.length > 0 ? `, scope="${needed.join(' ')}"` : ''}`;
  reply.header('www-authenticate', challenge);
  throw new Problem({
    type: 'insufficient-scope',
    status: 403,
    title: 'Not allowed',
    detail:
      needed.length > 0
        ? `This takes a token with the scope ${needed.join(' and ')}.`
        : 'This takes a session; no access token is good for it.',
  });
}
