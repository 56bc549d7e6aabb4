import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Sequelize } from 'sequelize';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import { dropCredential } from '#src/features/votes/credential-cookie.ts';
import { isChangeable } from '#src/features/votes/is-changeable.ts';
import type { Answer } from '#src/features/votes/pages/ballot-fields.ts';
import type { VoterStanding } from '#src/features/votes/pages/ballot-form.ts';
import { readStanding } from '#src/features/votes/read-standing.ts';
import type { Voters } from '#src/features/votes/voter.ts';

/** How the visitor of a question's page stands to it. */
export interface VoterVisit {
  standing: VoterStanding;
  /** Whether an invitation's code has to be typed, since none came with the browser. */
  asksForCode: boolean;
  /** Whether the browser came with one that is none of this question's. */
  wrongCode: boolean;
  answer?: Answer;
}

const voting = { standing: 'voting', asksForCode: false, wrongCode: false } as const;

function answerOf({ kind }: PublishedQuestion, choices: readonly number[]): Answer {
  const ids = choices.map(String);
  if (kind !== 'ranked') return { chosen: ids, places: {} };
  return { chosen: [], places: Object.fromEntries(ids.map((id, index) => [id, String(index + 1)])) };
}

/** Finds out how the visitor stands to the question. */
export async function visitOf(
  { sequelize, voters }: { sequelize: Sequelize; voters: Voters },
  { request, reply, question }: { request: FastifyRequest; reply: FastifyReply; question: PublishedQuestion },
): Promise<VoterVisit> {
  const { id, slug, policy } = question;
  if (policy === 'account' && !request.identity) return { ...voting, standing: 'loggedOut' };
  const voter = voters.known(request, question);
  if (!voter) return { ...voting, asksForCode: policy === 'credential' };
  const { voted, answer, entitled } = await readStanding(sequelize, id, voter);
  if (policy === 'credential' && !entitled) {
    dropCredential(reply, slug);
    return { ...voting, asksForCode: true, wrongCode: true };
  }
  if (!voted) return voting;
  return isChangeable(question) && answer
    ? { ...voting, standing: 'changing', answer: answerOf(question, answer) }
    : { ...voting, standing: 'voted' };
}
