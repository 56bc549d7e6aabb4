import fastifyStatic from '@fastify/static';
import fastifyPlugin from 'fastify-plugin';
import { STATIC_FILES, staticStamp } from '#src/ui/static-files.ts';

/**
 * The files of pages, under the stamp of this release for good. While a release is rolled out, its pages ask processes of the
 * other one as well: those give what they have, which nobody keeps.
 */
export const staticRoutes = fastifyPlugin(
  async (app) => {
    await app.register(fastifyStatic, { root: STATIC_FILES, serve: false });
    app.get<{ Params: { '*': string } }>('/static/*', { schema: { hide: true } }, (request, reply) => {
      const path = request.params['*'];
      const file = path.slice(path.indexOf('/') + 1);
      if (path.startsWith(`${staticStamp()}/`))
        return reply.sendFile(file, { maxAge: '365d', immutable: true });
      return reply.header('cache-control', 'no-cache').sendFile(file, { cacheControl: false });
    });
  },
  { name: 'static-routes', fastify: '5.x' },
);
