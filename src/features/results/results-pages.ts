import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { findPublished } from '#src/features/questions/find-published.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { anybody, maySeeResults } from '#src/features/questions/may-see-results.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { hiddenResultsPage } from '#src/features/results/pages/hidden-results-page.ts';
import { type Invitation, resultsPage } from '#src/features/results/pages/results-page.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { resultsState } from '#src/features/results/results-state.ts';
import { hasVoted } from '#src/features/votes/has-voted.ts';
import { takeReceipt } from '#src/features/votes/vote-receipt.ts';
import { originOf } from '#src/plugins/origin-of.ts';
import { Type } from '#src/schema/type.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { paths } from '#src/ui/paths.ts';

/** The results of a question as a page, or when and for whom they are shown. */
export const resultsPages: FastifyPluginAsyncTypebox<ResultsParts> = async (app, parts) => {
  const { config, database, catalogue, voters, gate, tallies, timelines } = parts;

  async function invitation(
    request: FastifyRequest,
    question: PublishedQuestion,
    justVoted: boolean,
  ): Promise<Invitation> {
    if (questionStatus(question) !== 'open') return undefined;
    if (question.policy === 'open') return justVoted ? 'again' : 'first';
    const voter = voters.known(request, question);
    return voter && (await hasVoted(database.sequelize, question.id, voter)) ? undefined : 'first';
  }

  app.get(
    '/questions/:slug/results',
    { schema: { hide: true, params: Type.Object({ slug: Type.String() }) } },
    async (request, reply) => {
      const question = await findPublished(catalogue, request.params.slug);
      const { slug, results } = question;
      const receipt = takeReceipt(request, reply, slug);
      const invite = await invitation(request, question, receipt !== undefined);
      const state = resultsState(question);
      const shared = { ...question, state, invite, receipt };
      if (results !== 'always' && !(await gate.maySee(request, question))) {
        return reply.page((context) => hiddenResultsPage(context, { ...shared, results }));
      }
      // Who has just voted sees that vote.
      const reading = receipt ? tallies.read(question) : tallies.recent(question);
      const [tally, timeline] = await Promise.all([reading, timelines.read(question)]);
      const origin = originOf(config, request);
      const isPublic = maySeeResults(question, anybody);
      const manages = mayManage(request.identity, question);
      const render = (context: PageContext) =>
        resultsPage(context, {
          ...shared,
          tally,
          timeline,
          exportUrl: manages && config.s3Bucket ? `${paths.newExport}?question=${slug}` : undefined,
          csvUrl: manages && !config.s3Bucket ? paths.votesCsv(slug) : undefined,
          editUrl: manages ? paths.editQuestion(slug) : undefined,
          shareUrl: manages ? paths.share(slug) : undefined,
          origin,
          anybody: isPublic,
        });
      const as = `${state} ${invite} ${isPublic} ${origin}`;
      return reply.page(render, 200, receipt ? undefined : { from: [tally, timeline, question], as });
    },
  );
};
