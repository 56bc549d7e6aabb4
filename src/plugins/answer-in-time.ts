import fastifyPlugin from 'fastify-plugin';
import { ANSWER_MS } from '#src/database/answer-within.ts';
import { unconfirmed } from '#src/plugins/problem.ts';
import { isSafe } from './safe-methods.ts';

/**
 * Tells who asks for a change when it takes longer than anybody waits, as where commits wait for a standby that is away: the
 * database works on it, and nothing fails. Votes see to that by themselves.
 */
export const answerInTime = fastifyPlugin<{ ms?: number }>(
  async (app, { ms = ANSWER_MS }) => {
    app.addHook('preHandler', (request, reply, done) => {
      if (isSafe(request.method) || request.routeOptions.config.unlimited) return done();
      const timer = setTimeout(() => {
        if (reply.raw.headersSent) return;
        // What becomes of it later can be told to nobody any more, and is none of the framework's complaints.
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
