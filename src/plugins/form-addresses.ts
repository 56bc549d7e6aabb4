import fastifyPlugin from 'fastify-plugin';
import { isApi } from '#src/plugins/is-api.ts';
import { pageAbove } from '#src/plugins/page-above.ts';
import { routePattern } from '#src/plugins/route-pattern.ts';

/**
 * Redirects a GET of an address that takes only forms to the page above it. A refused form is shown again at that address, so
 * it stands in the browser's bar and is reloaded, kept as a bookmark and sent to others. Knows the routes that are registered
 * after it.
 */
export const formAddresses = fastifyPlugin(
  async (app) => {
    const forms: { url: string; pattern: RegExp }[] = [];
    app.addHook('onRoute', ({ url, method }) => {
      if (method === 'POST') forms.push({ url, pattern: routePattern(url) });
    });
    app.addHook('onRequest', (request, reply, done) => {
      const { is404, method, url } = request;
      if (!is404 || isApi(request) || (method !== 'GET' && method !== 'HEAD')) return done();
      const path = url.split('?')[0] ?? '';
      const form = forms.find(({ pattern }) => pattern.test(path));
      if (!form) return done();
      reply.redirect(pageAbove(app, form.url, path), 303);
    });
  },
  { name: 'form-addresses', dependencies: ['browser-security'], fastify: '5.x' },
);
