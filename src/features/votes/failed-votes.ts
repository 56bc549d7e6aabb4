import type { FastifyError, FastifyInstance } from 'fastify';
import { Problem, toProblem } from '#src/plugins/problem.ts';
import { voteRejected } from '#src/telemetry/signals.ts';

const RETRY_AFTER = 1;

/** A vote that is refused because too many wait, and counted as such: nothing was saved, the same request may be sent again. */
export class VoteRefused extends Problem {
  constructor() {
    super({
      type: 'overloaded',
      status: 503,
      title: 'Too many votes at once',
      detail: 'Nothing was saved. Sending the same vote again is safe.',
      retryAfterSeconds: RETRY_AFTER,
    });
  }
}

/** A vote that the database was lost with, and counted as such. The loss may have come after its commit. */
export class VoteNotRecorded extends Problem {
  constructor() {
    super({
      type: 'not-recorded',
      status: 503,
      title: 'The database was lost before it confirmed the vote',
      detail:
        'It may have been saved. Send the same vote again with the same `Idempotency-Key`: it counts once.',
      retryAfterSeconds: RETRY_AFTER,
    });
  }
}

/**
 * Counts votes that fail on our side outside of casting: in a hook, while the question is read, while the answer is written.
 * So every answer of 500 and above to a vote is one refusal by `overloaded` or `error`, even if the voter did not wait
 * for it.
 */
export function countFailedVotes(app: FastifyInstance): void {
  app.addHook<object, object>('onError', async (_request, _reply, error: FastifyError) => {
    if (error instanceof VoteRefused || error instanceof VoteNotRecorded || toProblem(error).statusCode < 500)
      return;
    voteRejected(undefined, 'error');
  });
}
