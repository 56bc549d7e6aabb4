import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublishedQuestion } from '#src/features/questions/question-catalogue.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { VoteNotRecorded } from '#src/features/votes/failed-votes.ts';
import { VoteQueueFull } from '#src/features/votes/vote-queue.ts';
import type { VoteService } from '#src/features/votes/vote-service.ts';
import type { Voters } from '#src/features/votes/voter.ts';

/** What page and API need to take votes. */
export interface VoteParts {
  votes: VoteService;
  voters: Voters;
}

export interface CastResult {
  ballot: string;
  outcome: VoteOutcome;
}

/** Casts the vote of a request. `key` is the client's idempotency key; without one the vote cannot be repeated safely. */
export async function castFromRequest(
  { votes, voters }: VoteParts,
  {
    request,
    reply,
    question,
    choices,
    key = randomUUID(),
  }: {
    request: FastifyRequest;
    reply: FastifyReply;
    question: PublishedQuestion;
    choices: number[];
    key?: string | undefined;
  },
): Promise<CastResult> {
  const voter = question.policy === 'open' ? null : voters.identify(request, reply, question.id);
  const ballot = voters.ballotId(question.id, voter, key);
  try {
    const vote = { ballotId: ballot, questionId: question.id, slug: question.slug, choices, voter };
    return { ballot, outcome: await votes.cast(vote) };
  } catch (error) {
    if (!(error instanceof VoteQueueFull)) request.log.error({ err: error }, 'vote not recorded');
    throw new VoteNotRecorded();
  }
}
