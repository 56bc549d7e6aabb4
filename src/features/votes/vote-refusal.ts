import type { QuestionPolicy } from '#src/database/models/question.ts';
import { noSuchQuestion } from '#src/features/questions/find-published.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { isChangeable } from '#src/features/votes/is-changeable.ts';
import { Problem } from '#src/plugins/problem.ts';

const ONCE: Record<QuestionPolicy, string> = {
  open: 'This vote was counted before.',
  browser: 'One vote per browser is counted.',
  account: 'One vote per account is counted.',
  credential: 'This credential has been used: its vote is counted.',
};

function duplicate(question: PublishedQuestion): Problem {
  if (!isChangeable(question)) {
    const detail = ONCE[question.policy];
    return new Problem({ type: 'duplicate', status: 409, title: 'Voted already', detail });
  }
  return new Problem({
    type: 'concurrent-answer',
    status: 409,
    title: 'Another answer of yours came at the same moment',
    detail: 'That one is counted. Send this one again if it is the one you want.',
  });
}

function unentitled({ policy }: PublishedQuestion): Problem {
  if (policy === 'account')
    return new Problem({
      type: 'unauthorized',
      status: 401,
      title: 'Log in first',
      detail: 'This question takes one vote per account.',
    });
  return new Problem({
    type: 'not-entitled',
    status: 403,
    title: 'Not a credential of this question',
    detail: 'Send the code of your invitation as `credential`.',
  });
}

/** The problem that a program is told when its vote was not counted; undefined where it was. */
export function voteRefusal(outcome: VoteOutcome, question: PublishedQuestion): Problem | undefined {
  switch (outcome) {
    case 'closed':
      return new Problem({ type: 'closed', status: 409, title: 'Voting has closed' });
    case 'duplicate':
      return duplicate(question);
    case 'unentitled':
      return unentitled(question);
    case 'unknown':
      return noSuchQuestion();
    case 'invalid':
      return new Problem({
        type: 'invalid-choice',
        status: 422,
        title: 'Not a vote this question takes',
        detail:
          'Read the question again: until its first vote it may be corrected, and its choices get new ids.',
      });
    case 'conflict':
      return new Problem({
        type: 'key-reused',
        status: 422,
        title: 'Idempotency-Key used for another vote',
        detail: 'Send a new key with a new vote.',
      });
    default:
      return undefined;
  }
}
