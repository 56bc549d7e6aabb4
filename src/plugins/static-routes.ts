import fastifyStatic from '@fastify/static';
import fastifyPlugin from 'fastify-plugin';
import { STATIC_FILES, staticStamp } from '#src/ui/static-files.ts';

/**
 * The files of pages, cached for good under the stamp of this release. During a rollout a page of one release may ask a process
 * of the other, which answers with its own version of the file, not to be cached.
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
