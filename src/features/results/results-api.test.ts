import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { closeQuestion } from '#src/features/questions/question-store.ts';
import { suiteCleanup } from '../../../test/support/suite-cleanup.ts';
import { createTestApp } from '../../../test/support/test-app.ts';
import { lotOf } from './tally/lot.ts';
import { fillLedger } from './testing/fill-ledger.ts';

const site = await createTestApp(suiteCleanup());

async function results(slug: string, headers: Record<string, string> = {}) {
  const answer = await site.app.inject({ url: `/api/v1/questions/${slug}/results`, headers });
  return { status: answer.statusCode, body: answer.json(), headers: answer.headers };
}

const published = (input: Partial<QuestionInput>) => site.published({ choices: ['A', 'B', 'C'], ...input });

test('a single choice has votes and shares', async () => {
  const { id, slug, choices } = await published({ text: 'Single?' });
  const [a = 0, b = 0, c = 0] = choices;
  await fillLedger(site.database, id, [
    [[a], 3],
    [[b], 1],
  ]);
  const { body } = await results(slug);
  assert.deepEqual(body, {
    kind: 'single',
    question: slug,
    total: 4,
    choices: [
      { id: a, text: 'A', votes: 3, share: 0.75 },
      { id: b, text: 'B', votes: 1, share: 0.25 },
      { id: c, text: 'C', votes: 0, share: 0 },
    ],
    as_of: body.as_of,
  });
});

test('several choices a ballot: shares are of ballots', async () => {
  const { id, slug, choices } = await published({ text: 'Multiple?', kind: 'multiple', maxChoices: 3 });
  const [a = 0, b = 0, c = 0] = choices;
  await fillLedger(site.database, id, [
    [[a, b], 3],
    [[b], 1],
    [[a, b, c], 1],
  ]);
  const { body } = await results(slug);
  assert.equal(body.kind, 'multiple');
  assert.equal(body.total, 5);
  assert.deepEqual(
    body.choices.map(({ votes, share }: { votes: number; share: number }) => [votes, share]),
    [
      [4, 0.8],
      [5, 1],
      [1, 0.2],
    ],
  );
});

test('a rating has mean and median, and none before the first ballot', async () => {
  const choices = ['1', '2', '3', '4', '5'];
  const question = await published({ text: 'Rating?', kind: 'rating', choices });
  const empty = (await results(question.slug)).body;
  assert.deepEqual([empty.kind, empty.total, empty.mean, empty.median], ['rating', 0, null, null]);
  const [one = 0, , , four = 0, five = 0] = question.choices;
  await fillLedger(site.database, question.id, [
    [[one], 1],
    [[four], 1],
    [[five], 1],
  ]);
  const { body } = await results(question.slug);
  assert.deepEqual([body.total, body.mean, body.median], [3, 3.33, 4]);
});

test('a ranking has every round, and the lots that would decide', async () => {
  const { id, slug, choices } = await published({ text: 'Ranked?', kind: 'ranked', maxChoices: 3 });
  const [a = 0, b = 0, c = 0] = choices;
  const ballots = [
    [[a], 4],
    [[b, c], 3],
    [[c, b], 2],
  ] as const;
  await fillLedger(site.database, id, ballots, { ranked: true });
  const { body } = await results(slug);
  assert.equal(body.total, 9);
  assert.equal(body.winner, b);
  assert.deepEqual(body.rounds, [
    {
      standing: [
        { choice: a, votes: 4 },
        { choice: b, votes: 3 },
        { choice: c, votes: 2 },
      ],
      exhausted: 0,
      eliminated: {
        choices: [c],
        reason: 'fewest',
        tied: [],
        transfers: [{ to: b, ballots: 2 }],
        exhausted: 0,
      },
    },
    {
      standing: [
        { choice: b, votes: 5 },
        { choice: a, votes: 4 },
      ],
      exhausted: 0,
      eliminated: null,
    },
  ]);
  assert.deepEqual(body.lots[0], { choice: a, lot: lotOf(slug, 'A') });
});

test('a ranking that nobody voted in has neither rounds nor a winner', async () => {
  const { slug, choices } = await published({ text: 'Ranked by nobody?', kind: 'ranked', maxChoices: 3 });
  const { status, body } = await results(slug);
  assert.deepEqual([status, body.total, body.rounds, body.winner], [200, 0, [], null]);
  assert.deepEqual(
    body.choices.map(({ votes, share }: { votes: number; share: number }) => [votes, share]),
    choices.map(() => [0, 0]),
  );
});

test('a hidden tally is refused with a problem, and shown when its time has come', async () => {
  const { slug } = await published({ text: 'Hidden?', results: 'closed' });
  const { status, body, headers } = await results(slug);
  assert.equal(status, 403);
  assert.match(String(headers['content-type']), /^application\/problem\+json/);
  assert.equal(body.type, 'urn:tallyscope:problem:results-hidden');
  const administrator = await site.organiser('root', 'administrator');
  const other = await site.organiser('else');
  assert.equal((await results(slug, administrator)).status, 200);
  assert.equal((await results(slug, other)).status, 403, 'only who manages the question');
  await closeQuestion(site.database, slug);
  site.catalogue.forget(slug);
  assert.equal((await results(slug)).status, 200);
});

test('every kind has its own schema in the OpenAPI document', async () => {
  const document = (await site.app.inject('/api/v1/openapi.json')).json();
  const { schema } =
    document.paths['/api/v1/questions/{slug}/results'].get.responses['200'].content['application/json'];
  const kinds = schema.anyOf.map((shape: { properties: { kind: object } }) =>
    JSON.stringify(shape.properties.kind),
  );
  for (const kind of ['single', 'multiple', 'rating', 'ranked']) {
    assert.ok(
      kinds.some((text: string) => text.includes(`"${kind}"`)),
      `${kind}: ${kinds}`,
    );
  }
});
