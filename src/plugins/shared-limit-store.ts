import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { Valkey } from '#src/plugins/valkey.ts';

/** What `@fastify/rate-limit` says of a route; before any route, of none. */
interface RouteLimit {
  routeInfo?: { method: string; url: string };
  max?: number;
  timeWindow?: number;
}

/** A store for `@fastify/rate-limit` that all processes share; each counts for itself while Valkey does not. */
export const sharedLimitStore = (valkey: Valkey): FastifyRateLimitStoreCtor =>
  class SharedLimitStore implements FastifyRateLimitStore {
    readonly #limiter: RateLimiterRedis;
    readonly #alone: RateLimiterMemory;

    constructor({ routeInfo, max = 1, timeWindow = 1000 }: RouteLimit) {
      const limit = { points: max, duration: timeWindow / 1000 };
      this.#limiter = new RateLimiterRedis({
        ...limit,
        storeClient: valkey.client,
        keyPrefix: `limit:${routeInfo?.method}:${routeInfo?.url}`,
        rejectIfRedisNotReady: true,
      });
      this.#alone = new RateLimiterMemory(limit);
    }

    incr(key: string, done: (error: Error | null, counted?: { current: number; ttl: number }) => void) {
      const counted = ({ consumedPoints, msBeforeNext }: RateLimiterRes) => ({
        current: consumedPoints,
        ttl: msBeforeNext,
      });
      this.#consume(key).then((result) => done(null, counted(result)), done);
    }

    /** Counts one more; what is over the limit is a result as well. */
    async #consume(key: string): Promise<RateLimiterRes> {
      const asResult = (refused: unknown) => {
        if (refused instanceof RateLimiterRes) return refused;
        throw refused;
      };
      try {
        return await this.#limiter.consume(key).catch(asResult);
      } catch (error) {
        if (valkey.client.status === 'ready') valkey.failed(error as Error);
        return this.#alone.consume(key).catch(asResult);
      }
    }

    child(route: object): FastifyRateLimitStore {
      return new SharedLimitStore(route as RouteLimit);
    }
  };
