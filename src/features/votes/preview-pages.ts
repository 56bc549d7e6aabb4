import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Config } from '#src/config/settings.ts';
import type { Database } from '#src/database/database.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { previewFrame, previewPage } from '#src/features/votes/pages/preview-page.ts';
import { securityHeaders } from '#src/plugins/security-headers.ts';
import { Type } from '#src/schema/type.ts';

/** A question as voters will see it, for who organises it. */
export const previewPages: FastifyPluginAsyncTypebox<{ config: Config; database: Database }> = async (
  app,
  { config, database },
) => {
  const preValidation = app.requireOrganiser;
  const schema = { hide: true, params: Type.Object({ slug: Type.String() }) };

  app.get('/organise/questions/:slug/preview', { preValidation, schema }, async (request, reply) => {
    const { slug, text, state } = await ownQuestion(database, request);
    return reply.page((context) => previewPage(context, { slug, text, draft: state === 'draft' }));
  });

  // Our own page alone may show it in a frame, and nothing can be sent from there.
  const https = config.publicUrl?.startsWith('https:') ?? false;
  const framed = {
    ...securityHeaders({ https, frameAncestors: ["'self'"] }),
    'x-frame-options': 'SAMEORIGIN',
    'cross-origin-resource-policy': 'same-origin',
  };
  app.get('/organise/questions/:slug/preview/ballot', { preValidation, schema }, async (request, reply) => {
    const question = await ownQuestion(database, request);
    const choices = question.choices ?? [];
    reply.headers(framed);
    return reply.page((context) =>
      previewFrame(context, {
        ...question.get({ plain: true }),
        state: 'open',
        opensAt: undefined,
        closesAt: question.closesAt ?? undefined,
        choices: choices.map(({ id, text }) => ({ id: String(id), text })),
        edition: question.choicesFrom,
        ballot: '',
        standing: 'voting',
        // A link to them would lead out of the frame.
        seesResults: false,
        asksForCode: question.policy === 'credential',
        preview: true,
      }),
    );
  });
};
