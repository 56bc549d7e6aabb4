import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { QuestionPolicy } from '#src/database/models/question.ts';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { voteRefusal } from '#src/features/votes/vote-refusal.ts';
import { problemDocument } from '#src/plugins/problem.ts';

function told(outcome: VoteOutcome, policy: QuestionPolicy, secret = true) {
  const problem = voteRefusal(outcome, { policy, secret } as PublishedQuestion);
  return problem && problemDocument(problem);
}
const urn = (type: string) => `urn:tallyscope:problem:${type}`;

describe('what a program is told of a vote', () => {
  it('is no problem where the vote is in the ledger', () => {
    for (const outcome of ['counted', 'changed', 'replayed'] as const)
      assert.equal(told(outcome, 'open'), undefined, outcome);
  });

  it('names what a voter has once', () => {
    const details: Record<QuestionPolicy, string> = {
      open: 'This vote was counted before.',
      browser: 'One vote per browser is counted.',
      account: 'One vote per account is counted.',
      credential: 'This credential has been used: its vote is counted.',
    };
    for (const [policy, detail] of Object.entries(details) as [QuestionPolicy, string][])
      for (const secret of policy === 'account' ? [true] : [true, false])
        assert.deepEqual(told('duplicate', policy, secret), {
          type: urn('duplicate'),
          title: 'Voted already',
          status: 409,
          detail,
        });
  });

  it('asks for the answer again where it can be changed and another came at the same moment', () => {
    assert.deepEqual(told('duplicate', 'account', false), {
      type: urn('concurrent-answer'),
      title: 'Another answer of yours came at the same moment',
      status: 409,
      detail: 'That one is counted. Send this one again if it is the one you want.',
    });
  });

  it('tells who may not vote what is missing', () => {
    assert.deepEqual(told('unentitled', 'account'), {
      type: urn('unauthorized'),
      title: 'Log in first',
      status: 401,
      detail: 'This question takes one vote per account.',
    });
    assert.deepEqual(told('unentitled', 'credential'), {
      type: urn('not-entitled'),
      title: 'Not a credential of this question',
      status: 403,
      detail: 'Send the code of your invitation as `credential`.',
    });
  });

  it('tells a closed question, a vote that is none and a key of another vote apart', () => {
    assert.deepEqual(told('closed', 'open'), {
      type: urn('closed'),
      title: 'Voting has closed',
      status: 409,
    });
    assert.equal(told('unknown', 'open')?.status, 404);
    assert.deepEqual(told('invalid', 'open'), {
      type: urn('invalid-choice'),
      title: 'Not a vote this question takes',
      status: 422,
      detail:
        'Read the question again: until its first vote it may be corrected, and its choices get new ids.',
    });
    assert.deepEqual(told('conflict', 'open'), {
      type: urn('key-reused'),
      title: 'Idempotency-Key used for another vote',
      status: 422,
      detail: 'Send a new key with a new vote.',
    });
  });
});
