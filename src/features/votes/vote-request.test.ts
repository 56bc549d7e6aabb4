import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublishedQuestion } from '#src/features/questions/published-question.ts';
import type { QuestionCatalogue } from '#src/features/questions/question-catalogue.ts';
import type { VoteOutcome } from '#src/features/votes/cast-vote.ts';
import { VoteNotRecorded, VoteRefused } from '#src/features/votes/failed-votes.ts';
import { VoteQueueFull } from '#src/features/votes/vote-queue.ts';
import { castFromRequest, refuseWhenFull } from '#src/features/votes/vote-request.ts';
import type { VoteService } from '#src/features/votes/vote-service.ts';
import { Voters } from '#src/features/votes/voter.ts';
import { startMemoryTelemetry } from '#src/telemetry/testing/memory-telemetry.ts';

const telemetry = startMemoryTelemetry();
const refusals = async (questionId: number) =>
  Object.fromEntries(
    (await telemetry.points('votes.rejected'))
      .filter(({ attributes }) => attributes['question.id'] === String(questionId))
      .map(({ attributes, value }) => [attributes.reason, value]),
  );

type Sent = Parameters<VoteService['cast']>[0];

/** Casts a vote where the ledger answers with this outcome, or fails with this error; gives what came of it. */
async function castWith(
  answer: VoteOutcome | Error,
  fields: Partial<PublishedQuestion> = {},
  { choices = [3, 1, 2], key }: { choices?: number[]; key?: string } = {},
) {
  const sent: Sent[] = [];
  const votes = {
    cast: async (vote: Sent) => {
      sent.push(vote);
      if (answer instanceof Error) throw answer;
      return answer;
    },
  } as unknown as VoteService;
  const cookies: string[] = [];
  const request = {
    url: '/questions/q/votes',
    routeOptions: { url: '/questions/:slug/votes' },
    cookies: {},
  };
  const reply = { setCookie: (name: string) => cookies.push(name) };
  const question = {
    id: 1,
    slug: 'q',
    kind: 'multiple',
    policy: 'open',
    secret: true,
    results: 'voted',
    choices: Array.from({ length: 20 }, (_, index) => ({ id: index + 1 })),
    ...fields,
  };
  const result = castFromRequest(
    { votes, voters: new Voters('a secret that only tests know about') },
    {
      request: request as unknown as FastifyRequest,
      reply: reply as unknown as FastifyReply,
      question: question as PublishedQuestion,
      choices,
      key,
    },
  );
  const [outcome] = await Promise.allSettled([result]);
  return { result: outcome, sent, cookies };
}

describe('a vote out of a request', () => {
  it('goes to the ledger with its choices ascending, or in their order where that is the answer', async () => {
    const { sent, result } = await castWith('counted');
    assert.deepEqual(sent[0]?.choices, [1, 2, 3]);
    assert.deepEqual([sent[0]?.slug, sent[0]?.questionId, sent[0]?.voter], ['q', 1, null]);
    assert.ok(result?.status === 'fulfilled');
    assert.deepEqual([result.value.ballot, result.value.outcome], [sent[0]?.ballotId, 'counted']);
    assert.match(result.value.receipt, /^[0-9A-Z]{26}$/);
    assert.deepEqual((await castWith('counted', { kind: 'ranked' })).sent[0]?.choices, [3, 1, 2]);
  });

  it('does not go there for a choice that its question is not known to have', async () => {
    const before = (await refusals(9)).invalid ?? 0;
    const { sent, result, cookies } = await castWith('counted', { id: 9 }, { choices: [20, 21] });
    assert.ok(result?.status === 'fulfilled');
    assert.deepEqual([result.value.outcome, sent, cookies], ['invalid', [], []]);
    assert.equal((await refusals(9)).invalid, before + 1);
  });

  it('is a vote of its own where no key says that it is another’s retry', async () => {
    const ids = [];
    for (const key of [undefined, undefined, 'one', 'one']) {
      const { sent } = await castWith('counted', {}, key === undefined ? {} : { key });
      ids.push(sent[0]?.ballotId);
    }
    assert.equal(new Set(ids).size, 3);
    assert.equal(ids[2], ids[3]);
  });

  it('is remembered by the browser where it says that its sender has voted', async () => {
    const remembered: Record<string, boolean> = {};
    for (const outcome of [
      'counted',
      'changed',
      'replayed',
      'duplicate',
      'closed',
      'invalid',
      'conflict',
      'unentitled',
    ] as const)
      remembered[outcome] = (await castWith(outcome)).cookies.length === 1;
    assert.deepEqual(remembered, {
      counted: true,
      changed: true,
      replayed: true,
      duplicate: true,
      closed: false,
      invalid: false,
      conflict: false,
      unentitled: false,
    });
  });

  it('does not reach the ledger where its sender is nobody who may vote', async () => {
    const { sent, result } = await castWith('counted', { id: 22, policy: 'account' });
    assert.deepEqual(result, {
      status: 'fulfilled',
      value: { ballot: '', receipt: '', outcome: 'unentitled' },
    });
    assert.deepEqual(sent, []);
    assert.deepEqual(await refusals(22), { invalid: 1 });
  });

  it('may be sent again where it was not recorded', async () => {
    for (const [error, refusal] of [
      [new Error('away'), VoteNotRecorded],
      [new VoteQueueFull(), VoteRefused],
    ] as const) {
      const { result } = await castWith(error);
      assert.ok(result?.status === 'rejected' && result.reason instanceof refusal);
    }
  });
});

describe('the door', () => {
  it('is shut while the queue is full, and every vote it turns away is counted', async () => {
    const asked: string[] = [];
    const catalogue = {
      idOf: (slug: string) => {
        asked.push(slug);
        return 33;
      },
    } as unknown as QuestionCatalogue;
    const door = (full: boolean) =>
      refuseWhenFull(
        { votes: { full } as VoteService },
        catalogue,
      )({ params: { slug: 'q' } } as FastifyRequest);
    assert.equal(door(false), undefined);
    assert.deepEqual(asked, []);
    assert.ok(door(true) instanceof VoteRefused);
    assert.deepEqual(asked, ['q']);
    assert.deepEqual(await refusals(33), { overloaded: 1 });
  });
});
