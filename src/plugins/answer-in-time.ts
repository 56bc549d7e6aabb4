import fastifyPlugin from 'fastify-plugin';
import { ANSWER_MS } from '#src/database/answer-within.ts';
import { unconfirmed } from '#src/plugins/problem.ts';
import { isSafe } from './safe-methods.ts';

/**
 * Answers a change with 503 when it takes longer than anybody waits, as when commits wait for a standby that is away and nothing
 * fails. The database may still make the change. Votes have a time limit of their own.
 */
export const answerInTime = fastifyPlugin<{ ms?: number }>(
  async (app, { ms = ANSWER_MS }) => {
    app.addHook('preHandler', (request, reply, done) => {
      if (isSafe(request.method) || request.routeOptions.config.unlimited) return done();
      const timer = setTimeout(() => {
        if (reply.raw.headersSent) return;
        // The handler's own answer comes too late, which the framework would log as an error.
        reply.raw.once('close', () => {
          reply.log = reply.log.child({}, { level: 'silent' });
        });
        reply.send(unconfirmed());
      }, ms);
      reply.raw.once('close', () => clearTimeout(timer));
      done();
    });
  },
  { name: 'answer-in-time', fastify: '5.x', dependencies: ['request-limit'] },
);
