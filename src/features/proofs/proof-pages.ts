import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { identityOf } from '#src/features/accounts/sessions.ts';
import { proofPage } from '#src/features/proofs/pages/proof-page.ts';
import { readProof } from '#src/features/proofs/read-proof.ts';
import { requestHead } from '#src/features/proofs/request-head.ts';
import { BUNDLE_LIMIT, type ProofParts, sendBundle } from '#src/features/proofs/send-bundle.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';
import { paths } from '#src/ui/paths.ts';

const params = Type.Object({ slug: Type.String() });
const querystring = Type.Object({
  head: Type.Optional(storedInteger()),
});

/** `/questions/:slug/proof`: what proves a tally, its bundle, and the organiser's wish for a head. */
export const proofPages: FastifyPluginAsyncTypebox<ProofParts> = async (app, parts) => {
  const { database, catalogue, gate, logs } = parts;

  app.get('/questions/:slug/proof', { schema: { hide: true, params } }, async (request, reply) => {
    const question = await findPublished(catalogue, request.params.slug);
    const proof = (await gate.maySee(request, question)) ? await readProof(logs, question) : undefined;
    const isSealing = question.secret || questionStatus(question) === 'closed';
    const maySign = isSealing && mayManage(request.identity, question);
    return reply.page((context) => proofPage(context, { question, proof, maySign }));
  });

  app.get(
    '/questions/:slug/proof/bundle',
    {
      exposeHeadRoute: false,
      config: { rateLimit: BUNDLE_LIMIT },
      schema: { hide: true, params, querystring },
    },
    (request, reply) => sendBundle(parts, request, reply),
  );

  app.post(
    '/questions/:slug/proof/head',
    { preValidation: [app.requireOrganiser, app.csrfProtection], schema: { hide: true, params } },
    async (request, reply) => {
      const question = await ownQuestion(database, request);
      await requestHead(database, question, identityOf(request));
      return reply.after(paths.proof(question.slug), 'headRequested');
    },
  );
};
