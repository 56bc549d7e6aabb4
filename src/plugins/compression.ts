import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import fastifyPlugin from 'fastify-plugin';

/**
 * Compresses pages and static files for browsers that ask for it. What is small, streamed live or exported stays as it
 * is. The tokens in forms are masked anew each time, so that a page's size tells nothing of them (BREACH).
 */
export const compression = fastifyPlugin(
  async (app) => {
    await app.register(compress, {
      encodings: ['br', 'gzip'],
      threshold: 1024,
      customTypes: /^(?:text\/(?:html|css|javascript)|application\/json|image\/svg\+xml)/,
      // Brotli's highest levels take longer than they save on the way.
      brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
    });
  },
  { name: 'compression', fastify: '5.x' },
);
