import rateLimit from '@fastify/rate-limit';
import fastifyPlugin from 'fastify-plugin';
import { addressGroup } from '#src/plugins/address-group.ts';
import { deriveKey } from '#src/plugins/derive-key.ts';
import { KeyedHash } from '#src/plugins/keyed-hash.ts';
import { Problem } from '#src/plugins/problem.ts';
import type { Valkey } from '#src/plugins/valkey.ts';

/** Requests of one address that hash a password: each takes processor time, whether the password is right or wrong. */
export const PASSWORD_LIMIT = { max: 60, timeWindow: 60_000 };

/**
 * Limits by address and minute, on the routes that name one in their `config.rateLimit`: of all processes together where there is a
 * Valkey, else of each. Addresses are counted under a keyed hash.
 */
export const rateLimits = fastifyPlugin<{ secret: string; valkey: Valkey | undefined }>(
  async (app, { secret, valkey }) => {
    const hashes = new KeyedHash(deriveKey(secret, 'limits'));
    const shared = valkey && (await import('#src/plugins/shared-limit-store.ts'));
    await app.register(rateLimit, {
      global: false,
      ...(shared && { store: shared.sharedLimitStore(valkey) }),
      keyGenerator: ({ ip }) => hashes.digest(addressGroup(ip)).toString('base64url'),
      errorResponseBuilder: (_request, { max, ttl }) => {
        const retryAfterSeconds = Math.ceil(ttl / 1000);
        return new Problem({
          type: 'rate-limited',
          status: 429,
          title: 'Too many requests',
          detail: `One address may ask for this ${max} times a minute. Please come back in ${retryAfterSeconds} seconds.`,
          retryAfterSeconds,
        });
      },
    });
  },
  { name: 'rate-limits', fastify: '5.x' },
);
