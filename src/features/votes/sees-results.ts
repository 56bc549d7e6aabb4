import type { FastifyRequest } from 'fastify';
import { mayManage } from '#src/features/questions/may-manage.ts';
import { maySeeResults } from '#src/features/questions/may-see-results.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { hasAnswered } from '#src/features/votes/answered-cookie.ts';
import type { VoterStanding } from '#src/features/votes/pages/ballot-form.ts';

/** Whether a visitor of this standing may see the results now. Whether they voted follows from it, without a query. */
export function seesResults(
  request: FastifyRequest,
  question: PublishedQuestion,
  standing: VoterStanding,
): boolean {
  const voted = standing === 'voted' || standing === 'changing' || hasAnswered(request, question);
  return maySeeResults(question, { manages: mayManage(request.identity, question), voted });
}
