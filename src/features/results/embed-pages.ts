import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { anybody, maySeeResults } from '#src/features/questions/may-see-results.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { embedMissingPage, embedPage } from '#src/features/results/pages/embed-page.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { resultsState } from '#src/features/results/results-state.ts';
import { localeOf } from '#src/plugins/locale-of.ts';
import { originOf } from '#src/plugins/origin-of.ts';
import { securityHeaders } from '#src/plugins/security-headers.ts';
import { Type } from '#src/schema/type.ts';

/** Results for frames of other sites: what anybody may see, whoever asks, without forms and without cookies. */
export const embedPages: FastifyPluginAsyncTypebox<ResultsParts> = async (
  app,
  { config, catalogue, tallies },
) => {
  const frameAncestors = config.embedAncestors.map((site) => (site === 'none' ? "'none'" : site));
  const https = config.publicUrl?.startsWith('https:') ?? false;
  const headers = securityHeaders({ https, frameAncestors });
  app.get(
    '/embed/questions/:slug',
    { schema: { hide: true, params: Type.Object({ slug: Type.String() }) } },
    async (request, reply) => {
      reply.removeHeader('x-frame-options');
      reply.headers({ ...headers, vary: 'accept-language' }).type('text/html; charset=utf-8');
      const context = { locale: localeOf(request) };
      const question = await catalogue.find(request.params.slug);
      const status = question ? questionStatus(question) : 'draft';
      if (!question || (status !== 'open' && status !== 'closed')) {
        return reply.code(404).send(embedMissingPage(context));
      }
      const tally = maySeeResults(question, anybody) ? await tallies.recent(question) : undefined;
      const origin = originOf(config, request);
      return reply.send(embedPage(context, { ...question, state: resultsState(question), tally, origin }));
    },
  );
};
