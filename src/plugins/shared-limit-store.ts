import type { FastifyRateLimitStore, FastifyRateLimitStoreCtor } from '@fastify/rate-limit';
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** What `@fastify/rate-limit` says of a route; before any route, of none. */
interface RouteLimit {
  routeInfo?: { method: string; url: string };
  max?: number;
  timeWindow?: number;
}

/** A store for `@fastify/rate-limit` that all processes share; each counts for itself while Valkey is away. */
export const sharedLimitStore = (client: Redis): FastifyRateLimitStoreCtor =>
  class SharedLimitStore implements FastifyRateLimitStore {
    readonly #limiter: RateLimiterRedis;

    constructor({ routeInfo, max = 1, timeWindow = 1000 }: RouteLimit) {
      const limit = { points: max, duration: timeWindow / 1000 };
      this.#limiter = new RateLimiterRedis({
        ...limit,
        storeClient: client,
        keyPrefix: `limit:${routeInfo?.method}:${routeInfo?.url}`,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(limit),
      });
    }

    incr(key: string, done: (error: Error | null, counted?: { current: number; ttl: number }) => void) {
      const tell = ({ consumedPoints, msBeforeNext }: RateLimiterRes) =>
        done(null, { current: consumedPoints, ttl: msBeforeNext });
      this.#limiter.consume(key).then(tell, (refused: unknown) => {
        if (refused instanceof RateLimiterRes) tell(refused);
        else done(refused as Error);
      });
    }

    child(route: object): FastifyRateLimitStore {
      return new SharedLimitStore(route as RouteLimit);
    }
  };
