import type { FastifyReply, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { Problem } from '#src/plugins/problem.ts';
import { Refusals } from '#src/plugins/refusals.ts';
import { UnderWay } from '#src/plugins/under-way.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Not counted: has a limit of its own (votes), stays open (live streams), or has to answer whatever happens (probes). */
    unlimited?: boolean;
    /** The problem by which such a route refuses a request before its body is read, where the route's own limit is reached. */
    refuse?: (request: FastifyRequest) => Problem | undefined;
  }
}

const RETRY_AFTER = 1;

const tooMany = () =>
  new Problem({
    type: 'overloaded',
    status: 503,
    title: 'Too many requests at once',
    detail: 'Please try again in a moment.',
    retryAfterSeconds: RETRY_AFTER,
  });

/**
 * Refuses requests while too many are under way, before their bodies are read and the database is asked. To make room, those
 * are ended first whose clients keep the service waiting.
 */
export const requestLimit = fastifyPlugin<{ limit: number }>(
  async (app, { limit }) => {
    const underWay = new UnderWay();
    const refusals = new Refusals();
    app.addHook('onRequest', (request: FastifyRequest, reply: FastifyReply, done) => {
      const { unlimited, refuse } = request.routeOptions.config;
      if (unlimited) {
        const problem = refuse?.(request);
        return problem ? refusals.put(() => done(problem)) : done();
      }
      if (underWay.size >= limit) underWay.makeRoom();
      if (underWay.size >= limit) {
        // What the client still sends of this request need not be read.
        if (request.headers['content-length'] !== undefined) reply.header('connection', 'close');
        return refusals.put(() => done(tooMany()));
      }
      underWay.add(request.raw, reply.raw);
      done();
    });
  },
  { name: 'request-limit', fastify: '5.x' },
);
