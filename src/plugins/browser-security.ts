import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import fastifyPlugin from 'fastify-plugin';
import type { Config } from '#src/config/settings.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { Problem } from '#src/plugins/problem.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Signed cookies, tokens against forged forms, and headers that let a page load only what is ours. */
export const browserSecurity = fastifyPlugin<{ config: Config; secret: string }>(
  async (app, { config, secret }) => {
    const https = config.publicUrl?.startsWith('https:') ?? false;
    const cookieOptions = { path: '/', httpOnly: true, sameSite: 'lax' as const, secure: https };
    await app.register(cookie, {
      secret: deriveKey(secret, 'cookies').toString('base64'),
      parseOptions: cookieOptions,
    });
    await app.register(csrf, {
      cookieOpts: { ...cookieOptions, signed: true },
      getToken: (request) => (request.body as { _csrf?: string } | undefined)?._csrf,
    });
    await app.register(helmet, {
      strictTransportSecurity: https && { maxAge: 31_536_000 },
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'self'"],
          baseUri: ["'none'"],
          formAction: ["'self'"],
          frameAncestors: ["'none'"],
          objectSrc: ["'none'"],
        },
      },
    });
    app.addHook('onRequest', async (request) => {
      const site = request.headers['sec-fetch-site'];
      if (site !== 'cross-site' || safeMethods.has(request.method) || request.url.startsWith('/api/')) return;
      throw new Problem({
        type: 'cross-site',
        status: 403,
        title: 'Not allowed',
        detail: 'This form came from another site.',
      });
    });
  },
  { name: 'browser-security', fastify: '5.x' },
);
