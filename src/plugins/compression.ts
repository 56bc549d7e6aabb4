import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

const BROTLI = /(?:^|,)\s*br\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))[\d.]+\s*)?(?:,|$)/i;

/** Whether the browser takes Brotli, by that name and with a weight above 0 (RFC 9110, 12.5.3). */
export const takesBrotli = ({ headers }: Pick<FastifyRequest, 'headers'>): boolean =>
  BROTLI.test(String(headers['accept-encoding'] ?? ''));

/** Milliseconds from the start until what the first page needs is loaded, so that readiness probes are answered before. */
const SOON = 100;

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
    // The library checks whether a page is a `Response` of fetch, which Node loads at its first use.
    app.addHook('onListen', async () => {
      setTimeout(() => void globalThis.Response, SOON).unref();
    });
  },
  { name: 'compression', fastify: '5.x' },
);
