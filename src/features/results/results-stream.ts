import type { FastifyReply, FastifyRequest } from 'fastify';
import { findPublished } from '#src/features/questions/find-published.ts';
import { anybody, maySeeResults } from '#src/features/questions/may-see-results.ts';
import { questionStatus } from '#src/features/questions/question-status.ts';
import { CHANGED, type Send } from '#src/features/results/live/live-message.ts';
import { steadySender } from '#src/features/results/live/steady-sender.ts';
import type { ResultsParts } from '#src/features/results/results-parts.ts';
import { resultsState } from '#src/features/results/results-state.ts';
import type { Locale } from '#src/ui/page-context.ts';

/** Milliseconds until a viewer of results that not everybody may see has to reconnect, and is checked again. */
const REVIEW_AFTER = 5 * 60_000;

function beginStream(reply: FastifyReply): { send: Send; end: () => void } | undefined {
  if (!reply.beginStream()) return undefined;
  reply.sse.sendHeaders();
  const end = () => reply.sse.close();
  return { send: steadySender(reply.raw, end), end };
}

/**
 * Answers that the question was closed, edited or deleted, when that happens, and nothing before: for a page that shows no
 * results, or those of a question whose time is over, to whoever reads it.
 */
export async function streamChange(
  { catalogue, live }: ResultsParts,
  request: FastifyRequest<{ Params: { slug: string } }>,
  reply: FastifyReply,
): Promise<void> {
  const question = await findPublished(catalogue, request.params.slug);
  const stream = beginStream(reply);
  if (!stream) return;
  if (resultsState(question) === 'closed') return stream.send(CHANGED);
  // Nothing may follow for hours: without the headers neither browser nor proxy would know of the stream until then.
  reply.raw.flushHeaders();
  reply.sse.onClose(live.awaitChange(question, stream.send));
}

/**
 * Answers with a question's results and whatever happens to them, as the page of that language takes it, or as the API
 * gives it. It ends when the question changes.
 * @throws a 403 problem where the results are hidden from the sender
 */
export async function streamResults(
  { catalogue, gate, live }: ResultsParts,
  request: FastifyRequest<{ Params: { slug: string } }>,
  reply: FastifyReply,
  locale: Locale | undefined,
): Promise<void> {
  const { slug } = request.params;
  const asked = await findPublished(catalogue, slug);
  await gate.require(request, asked);
  // It may have been hidden while that was found out.
  const question = await findPublished(catalogue, slug);
  if (question !== asked) await gate.require(request, question);
  const stream = beginStream(reply);
  if (!stream) return;
  const { send, end } = stream;
  // The page may have lost its stream when the question closed, and still shows an open one.
  if (locale && questionStatus(question) !== 'open') return send(CHANGED);
  reply.sse.onClose(live.watch(question, { locale, send }));
  if (maySeeResults(question, anybody)) return;
  // Sessions and tokens end, and roles are taken away.
  const review = setTimeout(end, REVIEW_AFTER);
  reply.sse.onClose(() => clearTimeout(review));
}
