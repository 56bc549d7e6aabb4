import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Database } from '#src/database/database.ts';
import type { AccountRole } from '#src/database/models/account.ts';
import {
  closeSession,
  findSession,
  type Identity,
  SESSION_LIFETIME,
} from '#src/features/accounts/session-store.ts';
import { Problem } from '#src/plugins/problem.ts';

const COOKIE = 'session';

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in, or undefined. Pages know it by cookie, the API by bearer token. */
    identity: Identity | undefined;
  }
  interface FastifyInstance {
    /** A preHandler that lets organisers and administrators pass. */
    requireOrganiser: Guard;
    /** A preHandler that lets administrators alone pass. */
    requireAdministrator: Guard;
  }
}

const isApi = (request: FastifyRequest) => request.url.startsWith('/api/');

/**
 * The token a request carries. The API takes it from the Authorization header alone: a browser never adds that
 * by itself, so another site cannot act through its visitors.
 */
function tokenOf(request: FastifyRequest): string | undefined {
  if (!isApi(request)) return request.cookies[COOKIE];
  return /^Bearer ([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** Keeps the session's token in the browser. */
export function rememberSession(reply: FastifyReply, token: string): void {
  reply.setCookie(COOKIE, token, { maxAge: SESSION_LIFETIME / 1000 });
}

/** Ends the request's session, in the database and in the browser. */
export async function forgetSession(database: Database, request: FastifyRequest, reply: FastifyReply) {
  const token = tokenOf(request);
  if (token) await closeSession(database, token);
  reply.clearCookie(COOKIE);
}

/** Lets the roles pass; sends a browser that is not logged in to the form for it. */
function guard(roles: readonly AccountRole[], detail: string): Guard {
  return async (request, reply) => {
    const { identity } = request;
    if (identity && roles.includes(identity.role)) return;
    if (!identity && !isApi(request) && request.method === 'GET') {
      await reply.redirect(`/login?next=${encodeURIComponent(request.url)}`, 303);
      return;
    }
    throw identity
      ? new Problem({ type: 'forbidden', status: 403, title: 'Not allowed', detail })
      : new Problem({ type: 'unauthorized', status: 401, title: 'Log in first' });
  };
}

/** Finds out who is logged in before any handler runs. */
export const sessions = fastifyPlugin<{ database: Database }>(
  async (app, { database }) => {
    app.decorateRequest('identity', undefined);
    // Not an async function: those without a session, most voters, would wait for its promise.
    app.addHook('onRequest', (request, _reply, done) => {
      const token = tokenOf(request);
      if (!token) return done();
      findSession(database, token).then((identity) => {
        request.identity = identity;
        done();
      }, done);
    });
    app.decorate('requireOrganiser', guard(['organiser', 'administrator'], 'This takes an organiser.'));
    app.decorate('requireAdministrator', guard(['administrator'], 'This takes an administrator.'));
  },
  { name: 'sessions', dependencies: ['@fastify/cookie'], fastify: '5.x' },
);
