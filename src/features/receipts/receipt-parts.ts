import type { FastifyRequest } from 'fastify';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import type { FoundReceipt, ReceiptFinder } from '#src/features/receipts/receipt-finder.ts';
import type { ResultsGate } from '#src/features/results/results-gate.ts';

/**
 * Codes that one address may try: a hall of hundreds is one address, and none of 130 bits is guessed. It is there for the
 * database, which each asks twice.
 */
export const RECEIPT_LIMIT = { max: 600, timeWindow: 60_000 };

/** What page and API need to answer for receipts. */
export interface ReceiptParts {
  finder: ReceiptFinder;
  /** Whether the holder of the receipt may learn its place in the log, which tells of how many others voted. */
  mayPlace: (request: FastifyRequest, receipt: FoundReceipt) => Promise<boolean>;
}

/** Places are shown to those who may see the results; who holds a receipt has voted. */
export function placesFor(catalogue: QuestionCatalogue, gate: ResultsGate): ReceiptParts['mayPlace'] {
  return async (request, { slug }) => {
    const question = await catalogue.find(slug);
    if (!question) return false;
    return question.results === 'voted' || gate.maySee(request, question);
  };
}
