import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { bearer, optionalBearer } from '#src/features/accounts/scopes.ts';
import { identityOf } from '#src/features/accounts/sessions.ts';
import {
  ConsistencyResponse,
  KeysResponse,
  ProofResponse,
  toHeadResponse,
  toKeysResponse,
  toProofResponse,
} from '#src/features/proofs/proof-api-schema.ts';
import { readProof } from '#src/features/proofs/read-proof.ts';
import { requestHead } from '#src/features/proofs/request-head.ts';
import { BUNDLE_LIMIT, type ProofParts, sendBundle } from '#src/features/proofs/send-bundle.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import { ownQuestion } from '#src/features/questions/own-question.ts';
import { notFound, Problem } from '#src/plugins/problem.ts';
import { problems } from '#src/plugins/problem-answers.ts';
import { storedInteger } from '#src/schema/stored-integer.ts';
import { Type } from '#src/schema/type.ts';

const tags = ['proofs'];
const params = Type.Object({ slug: Type.String() });
const headNumber = storedInteger({ description: 'Number of a head' });
const security = optionalBearer('results:read');

/** What proves a tally, for those who may see it; asking for a head, for those who manage the question. */
export const proofApi: FastifyPluginAsyncTypebox<ProofParts> = async (app, parts) => {
  const { database, catalogue, gate, logs } = parts;

  app.get(
    '/questions/:slug/proof',
    {
      schema: {
        tags,
        security,
        operationId: 'getProof',
        summary: 'Signed heads of the sealed log',
        description: 'Where the results are hidden from you the answer is 403.',
        params,
        response: { 200: ProofResponse },
      },
    },
    async (request) => {
      const question = await findPublished(catalogue, request.params.slug);
      await gate.require(request, question);
      return toProofResponse(question.slug, await readProof(logs, question));
    },
  );

  app.get(
    '/questions/:slug/proof/bundle',
    {
      exposeHeadRoute: false,
      config: { rateLimit: BUNDLE_LIMIT },
      schema: {
        tags,
        security,
        operationId: 'getProofBundle',
        summary: 'Every sealed ballot, to compute the tally again',
        description:
          'Lines of JSON: a header with question, head and key, then a ballot a line in the order of the log. `tallyscope verify` reads it.',
        params,
        querystring: Type.Object({ head: Type.Optional(headNumber) }),
        response: { 200: { content: { 'application/x-ndjson': { schema: Type.String() } } } },
      },
    },
    async (request, reply) => {
      await sendBundle(parts, request, reply);
      // The answer is a stream, which the schema's type cannot say.
      return reply as never;
    },
  );

  app.get(
    '/questions/:slug/proof/consistency',
    {
      schema: {
        tags,
        security,
        operationId: 'getConsistency',
        summary: 'That an older head is the beginning of a newer one',
        params,
        querystring: Type.Object({ from: headNumber, to: headNumber }),
        response: { 200: ConsistencyResponse },
      },
    },
    async (request) => {
      const question = await findPublished(catalogue, request.params.slug);
      await gate.require(request, question);
      const { heads } = await readProof(logs, question);
      const [from, to] = [request.query.from, request.query.to].map((number) =>
        heads.find((head) => head.number === number),
      );
      if (!from || !to) throw notFound('There is no such head of this question.');
      if (from.number > to.number) {
        const title = 'The first head is the newer one';
        throw new Problem({ type: 'invalid-request', status: 400, title });
      }
      const path = await logs.consistency(question.id, from.size, to.size);
      return {
        from: toHeadResponse(from),
        to: toHeadResponse(to),
        path: path.map((node) => node.toString('base64')),
      };
    },
  );

  app.post(
    '/questions/:slug/proof/head',
    {
      preValidation: app.requireOrganiser,
      schema: {
        tags,
        security: bearer('questions:write'),
        operationId: 'requestHead',
        summary: 'Ask for a signed head before the close',
        description: 'The worker signs within a second or two; nothing is signed where nothing is new.',
        params,
        response: { 202: ProofResponse, ...problems(409) },
      },
    },
    async (request, reply) => {
      const own = await ownQuestion(database, request);
      await requestHead(database, own, identityOf(request));
      const question = await findPublished(catalogue, own.slug);
      return reply.code(202).send(toProofResponse(own.slug, await readProof(logs, question)));
    },
  );

  app.get(
    '/signing-keys',
    {
      schema: {
        tags,
        operationId: 'listSigningKeys',
        summary: 'Every public key that heads were signed with',
        description: 'The same as `/.well-known/tallyscope-keys.json`.',
        response: { 200: KeysResponse },
      },
    },
    async () => toKeysResponse(await logs.keys()),
  );
};
