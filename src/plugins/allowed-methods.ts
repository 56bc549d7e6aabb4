import fastifyPlugin from 'fastify-plugin';
import { Problem } from '#src/plugins/problem.ts';
import { routePattern } from '#src/plugins/route-pattern.ts';

/**
 * Tells a wrong method from a wrong address on the API: 405 with `Allow` instead of 404. Knows the routes that are
 * registered after it.
 */
export const allowedMethods = fastifyPlugin(
  async (app) => {
    const routes = new Map<string, { pattern: RegExp; methods: string[] }>();
    app.addHook('onRoute', ({ url, method }) => {
      if (!url.startsWith('/api/')) return;
      const { pattern, methods } = routes.get(url) ?? { pattern: routePattern(url), methods: [] };
      routes.set(url, { pattern, methods: [...methods, ...[method].flat()] });
    });
    // A hook and not the handler of what is not found: Fastify refuses some methods before it comes to that.
    app.addHook('onRequest', (request, reply, done) => {
      if (!request.is404 || !request.url.startsWith('/api/')) return done();
      const path = request.url.split('?')[0] ?? '';
      const found = [...routes.values()].filter(({ pattern }) => pattern.test(path));
      if (found.length === 0) return done();
      const allowed = [...new Set(found.flatMap(({ methods }) => methods))].sort().join(', ');
      reply.header('allow', allowed);
      const detail = `This takes ${allowed}.`;
      done(new Problem({ type: 'method-not-allowed', status: 405, title: 'Method not allowed', detail }));
    });
  },
  { name: 'allowed-methods', dependencies: ['browser-security'], fastify: '5.x' },
);
