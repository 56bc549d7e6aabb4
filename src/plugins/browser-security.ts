import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import fastifyPlugin from 'fastify-plugin';
import type { Config } from '#src/config/settings.ts';
import { readCookieNames, writeCookieNames } from '#src/plugins/cookie-names.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { isApi } from '#src/plugins/is-api.ts';
import { Problem } from '#src/plugins/problem.ts';
import { securityHeaders } from '#src/plugins/security-headers.ts';
import { isSafe } from './safe-methods.ts';

/** Values of `Sec-Fetch-Site` in requests from our own pages. Browsers that do not send it are checked by the token alone. */
const ownSites = new Set([undefined, 'same-origin', 'none']);

/** Signed cookies, tokens against forged forms, and headers by which a page loads only our files and is not cached. */
export const browserSecurity = fastifyPlugin<{ config: Config; secret: string }>(
  async (app, { config, secret }) => {
    const https = config.publicUrl?.startsWith('https:') ?? false;
    const cookieOptions = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: https };
    if (https) app.addHook('onRequest', readCookieNames);
    await app.register(cookie, {
      secret: deriveKey(secret, 'cookies').toString('base64'),
      parseOptions: cookieOptions,
    });
    await app.register(csrf, {
      cookieOpts: { ...cookieOptions, signed: true },
      getToken: (request) => (request.body as { _csrf?: string } | undefined)?._csrf,
    });
    if (https) app.addHook('onSend', writeCookieNames);
    // Nothing is cached unless its route says so.
    const headers = { ...securityHeaders({ https }), 'cache-control': 'no-store' };
    app.addHook('onRequest', (request, reply, done) => {
      reply.headers(headers);
      if (request.headers.host === undefined && request.raw.httpVersion === '1.1')
        return done(new Problem({ type: 'request', status: 400, title: 'Bad Request' }));
      const site = request.headers['sec-fetch-site'] as string | undefined;
      if (ownSites.has(site) || isSafe(request.method) || isApi(request)) return done();
      done(
        new Problem({
          type: 'cross-site',
          status: 403,
          title: 'Not allowed',
          detail: 'This form came from another site.',
        }),
      );
    });
  },
  { name: 'browser-security', fastify: '5.x' },
);
