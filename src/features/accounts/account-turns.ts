import fastifyPlugin from 'fastify-plugin';
import { FairTurns } from '#src/plugins/fair-turns.ts';
import { Problem } from '#src/plugins/problem.ts';

/** Requests of one account that are worked on at once in a process, and that wait. */
export const ACCOUNT_TURNS = { ofOne: 4, waitingOfOne: 25 };

const tooMany = () =>
  new Problem({
    type: 'too-many-at-once',
    status: 429,
    title: 'Too many requests at once',
    detail: `Of one account ${ACCOUNT_TURNS.ofOne} requests are worked on at once, and ${ACCOUNT_TURNS.waitingOfOne} wait. Please wait for their answers.`,
    retryAfterSeconds: 1,
  });

/**
 * Works on a few requests of one account at a time; the others wait. What organisers ask for can take the database seconds, and its
 * connections are shared by everybody.
 */
export const accountTurns = fastifyPlugin(
  async (app) => {
    const turns = new FairTurns({ atOnce: Infinity, waiting: Infinity, ...ACCOUNT_TURNS });
    app.decorateRequest('endTurn', undefined);
    // After the body has come: a client that sends slowly takes no turn.
    app.addHook('preValidation', async (request) => {
      const { identity, routeOptions } = request;
      if (!identity || routeOptions.config.unlimited) return;
      const turn = turns.take(String(identity.accountId));
      if (!turn) throw tooMany();
      request.endTurn = await turn;
    });
    // Runs also where the client has left. A client that reads its answer slowly keeps no turn.
    app.addHook('onSend', async (request) => {
      request.endTurn?.();
      request.endTurn = undefined;
    });
  },
  { name: 'account-turns', dependencies: ['sessions'], fastify: '5.x' },
);

declare module 'fastify' {
  interface FastifyRequest {
    /** Ends the turn of the account that asks, where it has one. */
    endTurn: (() => void) | undefined;
  }
}
