import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { isApi } from '#src/plugins/is-api.ts';
import { signedCookie } from '#src/plugins/signed-cookie.ts';
import { paths } from '#src/ui/paths.ts';

const COOKIE = 'answered';
const YEAR = 365 * 24 * 3600;

const valueFor = ({ id }: Pick<PublishedQuestion, 'id'>) => `answered ${id}`;

/**
 * Lets this browser see results that are for voters where the policy knows it by nothing lasting: a signed cookie that
 * names the question and nobody.
 */
export function rememberAnswer(
  request: FastifyRequest,
  reply: FastifyReply,
  question: PublishedQuestion,
): void {
  const { results, policy } = question;
  if (results !== 'voted' || policy === 'browser' || policy === 'account') return;
  const prefix = isApi(request) ? '/api/v1' : '';
  reply.setCookie(COOKIE, valueFor(question), {
    signed: true,
    maxAge: YEAR,
    path: `${prefix}${paths.question(question.slug)}`,
  });
}

/** Whether this browser voted on the question, as far as its cookie tells. */
export function hasAnswered(request: FastifyRequest, question: Pick<PublishedQuestion, 'id'>): boolean {
  return signedCookie(request, COOKIE) === valueFor(question);
}
