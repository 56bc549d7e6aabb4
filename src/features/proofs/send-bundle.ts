import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Database } from '#src/database/database.ts';
import { bundleText } from '#src/features/proofs/bundle.ts';
import type { LogReader, PublishedHead } from '#src/features/proofs/log-reader.ts';
import { findPublished } from '#src/features/questions/find-published.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import type { ResultsGate } from '#src/features/results/results-gate.ts';
import { notFound } from '#src/plugins/problem.ts';

/** What page and API need to answer for proofs. */
export interface ProofParts {
  database: Database;
  catalogue: QuestionCatalogue;
  gate: ResultsGate;
  logs: LogReader;
}

/** Bundles that one address may ask for. */
export const BUNDLE_LIMIT = { max: 30, timeWindow: 60_000 };

/** The head of that number, the newest where none is given. @throws a 404 problem where it is not there. */
function chooseHead(heads: readonly PublishedHead[], number: number | undefined): PublishedHead {
  const head = number === undefined ? heads[0] : heads.find((one) => one.number === number);
  if (!head) throw notFound('There is no such head of this question.');
  return head;
}

/** Answers with a proof bundle, for who may see the results. */
export async function sendBundle(
  { database, catalogue, gate, logs }: ProofParts,
  request: FastifyRequest<{ Params: { slug: string }; Querystring: { head?: number } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const question = await findPublished(catalogue, request.params.slug);
  await gate.require(request, question);
  const head = chooseHead(await logs.heads(question.id), request.query.head);
  return reply
    .header('content-disposition', `attachment; filename="proof_${question.slug}.ndjson"`)
    .type('application/x-ndjson')
    .send(Readable.from(bundleText(database.sequelize, question.id, head), { objectMode: false }));
}
