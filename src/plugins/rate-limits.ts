import rateLimit from '@fastify/rate-limit';
import fastifyPlugin from 'fastify-plugin';
import { Problem } from '#src/plugins/problem.ts';

/** Attempts to log in from one address. */
export const LOGIN_LIMIT = { max: 10, timeWindow: 60_000 };

/** Limits by address, on the routes that name one in their `config.rateLimit`. */
export const rateLimits = fastifyPlugin(
  async (app) => {
    await app.register(rateLimit, {
      global: false,
      errorResponseBuilder: (_request, { ttl }) =>
        new Problem({
          type: 'rate-limited',
          status: 429,
          title: 'Too many requests',
          detail: 'Please wait a moment.',
          retryAfterSeconds: Math.ceil(ttl / 1000),
        }),
    });
  },
  { name: 'rate-limits', fastify: '5.x' },
);
