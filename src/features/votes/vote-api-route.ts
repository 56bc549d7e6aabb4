import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { optionalBearer } from '#src/features/accounts/scopes.ts';
import { findForVote } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { LIMITS } from '#src/features/questions/question-input.ts';
import { countFailedVotes } from '#src/features/votes/failed-votes.ts';
import { showReceiptCode } from '#src/features/votes/receipt/receipt-code.ts';
import { voteRefusal } from '#src/features/votes/vote-refusal.ts';
import {
  castFromRequest,
  refuseWhenFull,
  VOTE_BODY_LIMIT,
  type VoteParts,
} from '#src/features/votes/vote-request.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';
import { traceIdOf } from '#src/telemetry/http.ts';

const Receipt = Type.Object(
  {
    ballot: Type.String({ format: 'uuid', description: 'Id of the counted ballot' }),
    question: Type.String({ description: 'Slug of the question' }),
    receipt: Type.String({
      description: 'Code that opens the receipt of this vote at `/receipts`; nobody can tell it again',
    }),
    trace_id: Type.Optional(Type.String({ description: 'Trace of this vote, where it was traced' })),
  },
  { title: 'Counted vote' },
);

/** `POST /questions/{slug}/votes`: casts a vote and answers once it is durable. */
export const voteApiRoute: FastifyPluginAsyncTypebox<VoteParts & { catalogue: QuestionCatalogue }> = async (
  app,
  { catalogue, ...parts },
) => {
  countFailedVotes(app);
  app.post(
    '/questions/:slug/votes',
    {
      bodyLimit: VOTE_BODY_LIMIT,
      config: { unlimited: true, refuse: refuseWhenFull(parts, catalogue) },
      schema: {
        tags: ['votes'],
        operationId: 'castVote',
        summary: 'Cast a vote',
        security: optionalBearer('votes:write'),
        description:
          'Answers after the vote is committed to disk. Send an `Idempotency-Key`: a retry with the same key counts once and gets the first answer again, with `Idempotent-Replayed: true`. Where the policy is `account` send a bearer token; where such a question is not secret, a later vote takes the place of the earlier one until voting closes; of two that come at the same moment one is refused as `concurrent-answer`, and counts in place of the other once it is sent again, or where another copy of it was still under way. Where the policy is `browser` keep the cookie that comes with the answer.',
        params: Type.Object({ slug: Type.String() }),
        headers: Type.Object({
          'idempotency-key': Type.Optional(
            Type.String({
              minLength: 1,
              maxLength: 255,
              description:
                'A string that is unique to this vote and that nobody can guess, such as a UUID: where everybody may vote, or every browser, whoever sends it again gets the receipt and the cookie',
            }),
          ),
        }),
        body: Type.Object(
          {
            choices: Type.Array(storedInteger(), {
              minItems: 1,
              maxItems: LIMITS.mostChoices,
              description:
                'Ids of the chosen choices, `min_choices` to `max_choices` of them; in order of preference where the question is ranked',
            }),
            credential: Type.Optional(
              Type.String({
                minLength: 1,
                maxLength: 255,
                description: 'Code of an invitation, where the policy is `credential`',
              }),
            ),
          },
          { additionalProperties: false, examples: [{ choices: [1] }] },
        ),
        response: {
          200: Type.Object(Receipt.properties, { title: 'Changed vote' }),
          201: Receipt,
          ...problems(401, 409, 422),
        },
      },
    },
    async (request, reply) => {
      const question = await findForVote(catalogue, request.params.slug, request.body.choices);
      const { ballot, receipt, outcome } = await castFromRequest(parts, {
        request,
        reply,
        question,
        choices: request.body.choices,
        key: request.headers['idempotency-key'],
        credential: request.body.credential,
      });
      const refusal = voteRefusal(outcome, question);
      if (refusal) throw refusal;
      if (outcome === 'replayed') reply.header('idempotent-replayed', 'true');
      const traceId = traceIdOf(request);
      return reply.code(outcome === 'changed' ? 200 : 201).send({
        ballot,
        question: question.slug,
        receipt: showReceiptCode(receipt),
        ...(traceId && { trace_id: traceId }),
      });
    },
  );
};
