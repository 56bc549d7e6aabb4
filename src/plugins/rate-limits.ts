import rateLimit from '@fastify/rate-limit';
import fastifyPlugin from 'fastify-plugin';
import { Problem } from '#src/plugins/problem.ts';

/** Passwords that one process hashes for one address: each takes processor time, whether it is right or wrong. */
export const PASSWORD_LIMIT = { max: 60, timeWindow: 60_000 };

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
