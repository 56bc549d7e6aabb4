import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { QuestionKind } from '#src/database/models/question.ts';
import { hasChoices } from '#src/features/questions/find-published.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { rememberAnswer } from '#src/features/votes/answered-cookie.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { VoteNotRecorded, VoteRefused } from '#src/features/votes/failed-votes.ts';
import { isChangeable } from '#src/features/votes/is-changeable.ts';
import { VoteQueueFull } from '#src/features/votes/vote-queue.ts';
import type { VoteService } from '#src/features/votes/vote-service.ts';
import type { Voters } from '#src/features/votes/voter.ts';
import { voteRejected } from '#src/telemetry/signals.ts';

/** The largest body of a vote, in bytes: the queue holds thousands. A form with every field at its limit has half of it. */
export const VOTE_BODY_LIMIT = 8 * 1024;

/** What page and API need to take votes. */
export interface VoteParts {
  votes: VoteService;
  voters: Voters;
}

/** Refuses votes while the queue is full at the door: neither their body is read then, nor their sender looked up. */
export function refuseWhenFull({ votes }: Pick<VoteParts, 'votes'>, catalogue: QuestionCatalogue) {
  return ({ params }: FastifyRequest) => {
    if (!votes.full) return undefined;
    voteRejected(catalogue.idOf((params as { slug: string }).slug), 'overloaded');
    return new VoteRefused();
  };
}

/** What became of a vote, with the id of its ballot and the receipt for it; none where the sender may not vote at all. */
export interface CastResult {
  ballot: string;
  /** The code of the voter's receipt. */
  receipt: string;
  outcome: VoteOutcome;
}

/** Outcomes that say that the sender has voted, now or before. */
const VOTED: ReadonlySet<VoteOutcome> = new Set(['counted', 'changed', 'replayed', 'duplicate']);

/** Choices as the ledger takes them: an order of preference where the question is ranked, else ascending. */
const inOrder = (kind: QuestionKind, choices: number[]) =>
  kind === 'ranked' ? choices : choices.toSorted((a, b) => a - b);

/**
 * Casts the vote of a request. `key` is the client's idempotency key; without one the vote cannot be repeated safely.
 * `credential` is the code as it was typed; without one a browser may have come with it.
 */
export async function castFromRequest(
  { votes, voters }: VoteParts,
  {
    request,
    reply,
    question,
    choices,
    key = randomUUID(),
    credential,
  }: {
    request: FastifyRequest;
    reply: FastifyReply;
    question: PublishedQuestion;
    choices: number[];
    key?: string | undefined;
    credential?: string | undefined;
  },
): Promise<CastResult> {
  const { id: questionId, slug, kind } = question;
  const voter = voters.identify(request, reply, question, { key, credential });
  if (voter === undefined) {
    voteRejected(questionId, 'invalid');
    return { ballot: '', receipt: '', outcome: 'unentitled' };
  }
  // Who may vote follows from the question as it is known here, so a vote for what it says elsewhere does not go on.
  if (!hasChoices(question, choices)) {
    voteRejected(questionId, 'invalid');
    return { ballot: '', receipt: '', outcome: 'invalid' };
  }
  const ordered = inOrder(kind, choices);
  const { code, ballotId, stored } = voters.ticket(questionId, voter, key, ordered);
  const changeable = isChangeable(question);
  try {
    const vote = { ballotId, questionId, slug, choices: ordered, voter, changeable, receipt: stored };
    const outcome = await votes.cast(vote);
    if (VOTED.has(outcome)) rememberAnswer(request, reply, question);
    return { ballot: ballotId, receipt: code, outcome };
  } catch (error) {
    if (error instanceof VoteQueueFull) throw new VoteRefused();
    throw new VoteNotRecorded();
  }
}
