import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { countFailedVotes } from '#src/features/votes/failed-votes.ts';
import { castFromRequest, type VoteParts } from '#src/features/votes/vote-request.ts';
import { Problem, ProblemSchema } from '#src/plugins/problem.ts';
import { traceIdOf } from '#src/telemetry/http.ts';

const Receipt = Type.Object(
  {
    ballot: Type.String({ format: 'uuid', description: 'Id of the counted ballot' }),
    question: Type.String({ description: 'Slug of the question' }),
    trace_id: Type.Optional(Type.String({ description: 'Trace of this vote, where it was traced' })),
  },
  { title: 'Counted vote' },
);

const refusals: Partial<Record<VoteOutcome, ConstructorParameters<typeof Problem>[0]>> = {
  closed: { type: 'closed', status: 409, title: 'Voting has closed' },
  duplicate: {
    type: 'duplicate',
    status: 409,
    title: 'Voted already',
    detail: 'One vote per browser is counted.',
  },
  invalid: { type: 'invalid-choice', status: 422, title: 'Not a vote this question takes' },
  conflict: {
    type: 'key-reused',
    status: 422,
    title: 'Idempotency-Key used for another vote',
    detail: 'Send a new key with a new vote.',
  },
};

/** `POST /questions/{slug}/votes`: casts a vote and answers once it is durable. */
export const voteApiRoute: FastifyPluginAsyncTypebox<VoteParts & { catalogue: QuestionCatalogue }> = async (
  app,
  { catalogue, ...parts },
) => {
  countFailedVotes(app);
  app.post(
    '/questions/:slug/votes',
    {
      schema: {
        tags: ['votes'],
        operationId: 'castVote',
        summary: 'Cast a vote',
        description:
          'Answers after the vote is committed to disk. Send an `Idempotency-Key`: a retry with the same key counts once and gets the first answer again, with `Idempotent-Replayed: true`.',
        params: Type.Object({ slug: Type.String() }),
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 255,
              description: 'Any string that is unique to this vote',
            }),
          ),
        }),
        body: Type.Object(
          {
            choices: Type.Array(Type.Integer({ minimum: 1, maximum: 2147483647 }), {
              minItems: 1,
              maxItems: 1,
              description: 'Id of the chosen choice',
            }),
          },
          { additionalProperties: false },
        ),
        response: { 201: Receipt, default: ProblemSchema },
      },
    },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const { ballot, outcome } = await castFromRequest(parts, {
        request,
        reply,
        question,
        choices: request.body.choices,
        key: request.headers['idempotency-key'],
      });
      const refusal = refusals[outcome];
      if (refusal) throw new Problem(refusal);
      if (outcome === 'replayed') reply.header('idempotent-replayed', 'true');
      const traceId = traceIdOf(request);
      return reply.code(201).send({ ballot, question: question.slug, ...(traceId && { trace_id: traceId }) });
    },
  );
};
