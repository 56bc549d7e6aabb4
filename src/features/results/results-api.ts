import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { optionalBearer } from '#src/features/accounts/scopes.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import { ResultsResponse, toResultsResponse } from '#src/features/results/results-api-schema.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { Type } from '#src/schema/type.ts';

/** `GET /questions/{slug}/results`: the tally of a question, for those who may see it now. */
export const resultsApi: FastifyPluginAsyncTypebox<ResultsParts> = async (
  app,
  { catalogue, gate, tallies },
) => {
  app.get(
    '/questions/:slug/results',
    {
      schema: {
        tags: ['results'],
        operationId: 'getResults',
        summary: 'Counted votes by choice',
        description:
          'What is counted depends on the `kind` of the question. Where its organiser hides the results from you, for now or for good, the answer is 403. Of thousands of votes it may be seconds old while voting is open: `as_of` says when they were counted.',
        security: optionalBearer('results:read'),
        params: Type.Object({ slug: Type.String() }),
        response: { 200: ResultsResponse },
      },
    },
    async (request) => {
      const question = await findPublished(catalogue, request.params.slug);
      await gate.require(request, question);
      return toResultsResponse(question, await tallies.recent(question));
    },
  );
};
