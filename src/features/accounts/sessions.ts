import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import type { Database } from '#src/database/database.ts';
import type { AccountModel, AccountRole } from '#src/database/models/account.ts';
import { findAccessToken, TOKEN_PREFIX } from '#src/features/accounts/access-token-store.ts';
import { clientName } from '#src/features/accounts/client-name.ts';
import { holdToScopes } from '#src/features/accounts/hold-to-scopes.ts';
import {
  closeSession,
  findSession,
  type Identity,
  openSession,
  SESSION_LIFETIME,
} from '#src/features/accounts/session-store.ts';
import { isApi } from '#src/plugins/is-api.ts';
import { Problem } from '#src/plugins/problem.ts';
import { signedCookie } from '#src/plugins/signed-cookie.ts';
import { paths } from '#src/ui/paths.ts';

const COOKIE = 'session';
const DEVICE = 'device';
const YEAR = 365 * 24 * 3600;

type Guard = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is logged in, or undefined. Pages know it by cookie, the API by bearer token. */
    identity: Identity | undefined;
  }
  interface FastifyInstance {
    /** A preValidation that lets everybody pass who is logged in: nobody else learns what a request has to look like. */
    requireAccount: Guard;
    /** A preValidation that lets organisers and administrators pass. */
    requireOrganiser: Guard;
    /** A preValidation that lets administrators alone pass. */
    requireAdministrator: Guard;
  }
}

/**
 * The token a request carries. The API takes it from the Authorization header alone: a browser never adds that
 * by itself, so another site cannot act through its visitors.
 */
function tokenOf(request: FastifyRequest): string | undefined {
  if (isApi(request)) return /^Bearer ([\w-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return request.url.startsWith('/static/') ? undefined : request.cookies[COOKIE];
}

/**
 * Opens a session for the account in this browser in place of the one it has, so that nobody goes on with a token from
 * before the log-in.
 */
export async function rememberSession(
  database: Database,
  request: FastifyRequest,
  reply: FastifyReply,
  account: AccountModel,
): Promise<void> {
  const before = request.cookies[COOKIE];
  if (before) await closeSession(database, before);
  const token = await openSession(database, account, clientName(request.headers['user-agent']));
  reply.setCookie(COOKIE, token, { maxAge: SESSION_LIFETIME / 1000 });
  if (deviceOf(request)?.accountId !== account.id) {
    const device = `${account.id}.${randomBytes(16).toString('base64url')}`;
    reply.setCookie(DEVICE, device, { signed: true, maxAge: YEAR, path: '/login' });
  }
}

/** The account this browser was logged in to last, and what tells it from other browsers of the account. */
export function deviceOf(request: FastifyRequest): { accountId: number; id: string } | undefined {
  const [account = '', id = ''] = signedCookie(request, DEVICE)?.split('.') ?? [];
  return id ? { accountId: Number(account), id } : undefined;
}

/** Ends the request's session, in the database and in the browser. */
export async function forgetSession(database: Database, request: FastifyRequest, reply: FastifyReply) {
  const token = tokenOf(request);
  if (token) await closeSession(database, token);
  reply.clearCookie(COOKIE);
}

/** Who asks, on a route that only those who are logged in reach. */
export const identityOf = ({ identity }: Pick<FastifyRequest, 'identity'>): Identity => {
  if (!identity) throw new Problem({ type: 'unauthorized', status: 401, title: 'Log in first' });
  return identity;
};

/** Lets the roles pass; sends a browser that is not logged in to the form for it. */
function guard(roles: readonly AccountRole[], detail: string): Guard {
  return async (request, reply) => {
    const { identity } = request;
    if (identity && roles.includes(identity.role)) return;
    if (!identity && !isApi(request) && request.method === 'GET') {
      await reply.redirect(paths.loginFor(request.url), 303);
      return;
    }
    throw identity
      ? new Problem({ type: 'forbidden', status: 403, title: 'Not allowed', detail })
      : new Problem({ type: 'unauthorized', status: 401, title: 'Log in first' });
  };
}

/** Who the token belongs to. Access tokens are for the API alone, and held to their scopes. */
async function identify(database: Database, token: string, request: FastifyRequest, reply: FastifyReply) {
  if (!token.startsWith(TOKEN_PREFIX)) return findSession(database, token);
  const identity = isApi(request) ? await findAccessToken(database, token) : undefined;
  return identity && holdToScopes(identity, request, reply);
}

/** Finds out who is logged in before any handler runs; a request without a token costs nothing. */
export const sessions = fastifyPlugin<{ database: Database }>(
  async (app, { database }) => {
    app.decorateRequest('identity', undefined);
    // Not an async function: requests without a token, which most votes are, would wait for its promise.
    app.addHook('onRequest', (request, reply, done) => {
      const token = tokenOf(request);
      if (!token) return done();
      identify(database, token, request, reply).then((identity) => {
        request.identity = identity;
        done();
      }, done);
    });
    const everybody = ['voter', 'organiser', 'administrator'] as const;
    app.decorate('requireAccount', guard(everybody, 'This takes an account.'));
    app.decorate('requireOrganiser', guard(['organiser', 'administrator'], 'This takes an organiser.'));
    app.decorate('requireAdministrator', guard(['administrator'], 'This takes an administrator.'));
  },
  { name: 'sessions', dependencies: ['@fastify/cookie'], fastify: '5.x' },
);
