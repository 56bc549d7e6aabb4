import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Database } from '#src/database/database.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { PublishedQuestion, QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import type { LiveResults } from '#src/features/results/live-results.ts';
import { resultsPage } from '#src/features/results/pages/results-page.ts';
import { readTally } from '#src/features/results/tally.ts';
import { hasVoted } from '#src/features/votes/has-voted.ts';
import { takeReceipt } from '#src/features/votes/vote-receipt.ts';
import type { Voters } from '#src/features/votes/voter.ts';
import { paths } from '#src/ui/paths.ts';

interface Parts {
  database: Database;
  catalogue: QuestionCatalogue;
  voters: Voters;
  live: LiveResults;
}

const params = Type.Object({ slug: Type.String() });

/** The results of a question, as a page and as a live stream. */
export const resultsPages: FastifyPluginAsyncTypebox<Parts> = async (app, parts) => {
  const { database, catalogue, voters, live } = parts;

  async function invitation(question: PublishedQuestion, voter: Buffer | undefined) {
    if (questionStatus(question) !== 'open') return undefined;
    if (question.policy === 'open') return 'again';
    return voter && (await hasVoted(database.sequelize, question.id, voter)) ? undefined : 'first';
  }

  app.get(
    '/questions/:slug/results',
    {
      schema: { hide: true, params },
    },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const { slug, text, description } = question;
      const tally = await readTally(database, question.id);
      const invite = await invitation(question, voters.known(request, question.id));
      const organiser = request.identity && request.identity.role !== 'voter';
      return reply.page((context) =>
        resultsPage(context, {
          slug,
          text,
          description,
          state: questionStatus(question) === 'open' ? 'open' : 'closed',
          choices: tally.choices.map(({ id, ...choice }) => ({ id: String(id), ...choice })),
          total: tally.total,
          asOf: tally.asOf,
          invite,
          receipt: takeReceipt(request, reply, slug),
          exportUrl: organiser ? `${paths.newExport}?question=${slug}` : undefined,
          editUrl: organiser ? paths.editQuestion(slug) : undefined,
        }),
      );
    },
  );

  app.get(
    '/questions/:slug/live',
    { sse: 'only', schema: { hide: true, params } },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      reply.beginStream();
      const stop = live.watch(question, (message) => {
        reply.sse.send(message).catch(() => undefined);
      });
      reply.sse.onClose(stop);
      await reply.sse.send({ event: 'results', data: await live.read(question.id) });
    },
  );
};
