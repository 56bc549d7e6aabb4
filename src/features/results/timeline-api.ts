import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { optionalBearer } from '#src/features/accounts/scopes.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { Type } from '#src/schema/type.ts';

const TimelineResponse = Type.Object({
  question: Type.String({ description: 'Slug of the question' }),
  time_zone: Type.String({ description: 'IANA name of the zone on whose clocks the intervals begin' }),
  interval_seconds: Type.Integer({
    description: 'Length of an interval; longer the longer the question is open',
  }),
  intervals: Type.Array(
    Type.Object({
      start: Type.String({ format: 'date-time' }),
      votes: Type.Integer({ minimum: 0, description: 'Ballots cast in it' }),
    }),
    { description: 'From the opening until now or the close, those without votes included' },
  ),
});

/** `GET /questions/{slug}/timeline`: votes over time, for those who may see the results now. */
export const timelineApi: FastifyPluginAsyncTypebox<ResultsParts> = async (
  app,
  { catalogue, gate, timelines },
) => {
  app.get(
    '/questions/:slug/timeline',
    {
      schema: {
        tags: ['results'],
        operationId: 'getTimeline',
        summary: 'Counted votes over time',
        description:
          'What the chart of the results page is drawn from. Where the results are hidden from you, the answer is 403.',
        security: optionalBearer('results:read'),
        params: Type.Object({ slug: Type.String() }),
        response: { 200: TimelineResponse },
      },
    },
    async (request) => {
      const question = await findPublished(catalogue, request.params.slug);
      await gate.require(request, question);
      const { step, intervals } = await timelines.read(question);
      return {
        question: question.slug,
        time_zone: question.timeZone,
        interval_seconds: step,
        intervals: intervals.map(({ start, votes }) => ({ start: start.toISOString(), votes })),
      };
    },
  );
};
