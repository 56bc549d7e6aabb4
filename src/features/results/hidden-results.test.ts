import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import type { ResultsAudience } from '#src/database/models/question.ts';
import type { QuestionInput } from '#src/features/questions/question-input.ts';
import { PageVisitor } from '../../../test/support/page-visitor.ts';
import { createTestApp, type TestApp } from '../../../test/support/test-app.ts';

const HOUR = 3_600_000;
const opensAt = new Date(Date.now() - 3 * HOUR);

async function hiddenSite(t: TestContext, input: Partial<QuestionInput>) {
  const site = await createTestApp(t);
  const question = await site.published({ text: 'Who leads?', choices: ['Ada', 'Grace'], ...input });
  await site.database.questions.update({ opensAt }, { where: { id: question.id } });
  site.catalogue.forget(question.slug);
  return { ...site, ...question };
}

async function cast({ app, slug, choices }: TestApp & { slug: string; choices: number[] }, votes: number[]) {
  for (const index of votes) {
    const { statusCode } = await app.inject({
      method: 'POST',
      url: `/api/v1/questions/${slug}/votes`,
      headers: { 'idempotency-key': randomUUID() },
      payload: { choices: [choices[index]] },
    });
    assert.equal(statusCode, 201);
  }
}

/** What is drawn at random or told by the clock, and so differs between any two answers. */
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const TOKEN = /name="_csrf" value="[^"]+"/g;
const CLOCK = /data-now="[^"]+"/g;
const VISITS = /<p class="visit-line">[^<]*<\/p>/g;
const volatile = new Set(['date', 'set-cookie', 'x-ratelimit-remaining', 'x-ratelimit-reset']);

const html = { accept: 'text/html' };
const requests = (slug: string) => [
  { url: '/', headers: html },
  { url: `/questions/${slug}`, headers: html },
  { url: `/questions/${slug}/results`, headers: html },
  { url: `/questions/${slug}/results` },
  { url: `/questions/${slug}/present`, headers: html },
  { url: `/embed/questions/${slug}`, headers: html },
  { url: `/questions/${slug}/live`, headers: { accept: 'text/event-stream' } },
  { url: `/questions/${slug}/live`, headers: { accept: 'text/event-stream', 'last-event-id': '1' } },
  { url: `/questions/${slug}/proof`, headers: html },
  { url: `/questions/${slug}/proof/bundle` },
  { url: `/api/v1/questions/${slug}/proof` },
  { url: `/api/v1/questions/${slug}/proof/bundle` },
  { url: `/api/v1/questions/${slug}/proof/consistency?from=1&to=1` },
  { url: '/api/v1/questions' },
  { url: `/api/v1/questions/${slug}` },
  { url: `/api/v1/questions/${slug}/results` },
  { url: `/api/v1/questions/${slug}/results/live` },
  { url: `/api/v1/questions/${slug}/results/live`, headers: { accept: 'text/event-stream' } },
  { url: `/api/v1/questions/${slug}/timeline` },
  { url: `/api/v1/questions/${slug}/votes.csv` },
  { url: `/organise/questions/${slug}/votes.csv` },
  { url: '/organise', headers: html },
  { url: '/api/v1/organise/questions' },
  { url: `/api/v1/audit-log?question=${slug}` },
  { url: '/api/v1/exports' },
  { method: 'HEAD' as const, url: `/api/v1/questions/${slug}/results` },
  { method: 'HEAD' as const, url: `/questions/${slug}/results`, headers: html },
  { url: `/api/v1/questions/${slug}/results`, headers: { 'if-none-match': '*', range: 'bytes=0-9' } },
  { url: `/api/v1/questions/${slug}/results`, headers: { cookie: 'answered=answered%201.forged' } },
  { method: 'POST' as const, url: `/api/v1/questions/${slug}/votes`, payload: { choices: [999_999] } },
  { method: 'POST' as const, url: `/api/v1/questions/${slug}/votes`, payload: { choices: [] } },
];

/** All that the public gets to see of the question, as bytes. */
async function seen({ app }: TestApp, slug: string) {
  const answers = [];
  for (const request of requests(slug)) {
    const { statusCode, headers, body } = await app.inject(request);
    // The length of a page follows from its text, which is compared; the number of visits in it differs.
    const page = String(headers['content-type']).startsWith('text/html');
    const kept = Object.entries(headers).filter(
      ([name]) => !volatile.has(name) && !(page && name === 'content-length'),
    );
    const text = body.replace(UUID, 'uuid').replace(TOKEN, 'token').replace(CLOCK, 'now').replace(VISITS, '');
    answers.push({ request: request.url, statusCode, headers: Object.fromEntries(kept), text });
  }
  return answers;
}

for (const results of ['voted', 'closed', 'organisers'] as const satisfies readonly ResultsAudience[]) {
  test(`results for "${results}": the public sees the same whatever the votes are`, async (t) => {
    const input = { results, closesAt: new Date(Math.ceil(Date.now() / HOUR) * HOUR + 24 * HOUR) };
    const [one, other] = [await hiddenSite(t, input), await hiddenSite(t, input)];
    const before = await seen(one, one.slug);
    await cast(one, [0]);
    await cast(other, [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
    const after = await seen(one, one.slug);
    assert.deepEqual(after, await seen(other, other.slug));
    assert.deepEqual(after, before);
    const statuses = Object.fromEntries(after.map(({ request, statusCode }) => [request, statusCode]));
    assert.equal(statuses[`/questions/${one.slug}/live`], 403);
    assert.equal(statuses[`/api/v1/questions/${one.slug}/results`], 403);
    assert.equal(statuses[`/questions/${one.slug}/results`], 200);
    assert.equal(statuses[`/questions/${one.slug}/proof`], 200);
    assert.equal(statuses[`/api/v1/questions/${one.slug}/proof/bundle`], 403);
  });
}

/** What differs between any two votes. */
const RANDOM = [
  UUID,
  TOKEN,
  CLOCK,
  VISITS,
  /\b[0-9a-f]{32}\b/g,
  /\b[0-9A-Z]{5}(-?[0-9A-Z]{5,6}){4}\b/g,
  /\d{4}-\d\d-\d\dT[0-9:.]+Z/g,
];
const steady = (text: string) => RANDOM.reduce((rest, pattern) => rest.replace(pattern, ''), text);

/** What a voter sees from the vote on, in a program and in a browser, a second vote and a wrong one included. */
async function seenByVoter(site: TestApp & { slug: string; choices: number[] }) {
  const { app, slug, choices } = site;
  const vote = (payload: object) =>
    app.inject({ method: 'POST', url: `/api/v1/questions/${slug}/votes`, payload });
  const [first, wrong] = [await vote({ choices: choices.slice(0, 1) }), await vote({ choices })];
  const browser = new PageVisitor(site);
  const choice = { choices: String(choices[0]), ballot: randomUUID() };
  const pages = [
    await browser.post(`/questions/${slug}/votes`, choice),
    await browser.get(`/questions/${slug}/results`),
    await browser.post(`/questions/${slug}/votes`, { ...choice, ballot: randomUUID() }),
    await browser.get(`/questions/${slug}`),
    await browser.get(`/questions/${slug}/proof`),
  ];
  assert.deepEqual([first.statusCode, wrong.statusCode, pages[0]?.status], [201, 422, 303]);
  return [first, wrong, ...pages].map(({ body }) => steady(body));
}

for (const results of ['closed', 'organisers'] as const satisfies readonly ResultsAudience[])
  for (const policy of ['open', 'browser'] as const)
    test(`results for "${results}", policy "${policy}": a vote teaches its voter nothing of the others`, async (t) => {
      const input = { results, policy, closesAt: new Date(Math.ceil(Date.now() / HOUR) * HOUR + 24 * HOUR) };
      const [one, other] = [await hiddenSite(t, input), await hiddenSite(t, input)];
      await cast(other, [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1]);
      assert.deepEqual(await seenByVoter(one), await seenByVoter(other));
    });

test('what is hidden is not even read, so no answer takes longer for it', async (t) => {
  const site = await hiddenSite(t, { results: 'closed', kind: 'ranked', maxChoices: 2 });
  const statements: string[] = [];
  const { sequelize } = site.database;
  const query = sequelize.query.bind(sequelize);
  sequelize.query = ((...args: Parameters<typeof query>) => {
    statements.push(JSON.stringify(args[0]));
    return query(...args);
  }) as typeof sequelize.query;
  const of = (slug: string) =>
    requests(slug).filter(({ url }) => /results|timeline|live|present|embed|proof/.test(url));
  for (const request of of(site.slug)) await site.app.inject(request);
  const telling = /turnouts|rankings|ballot|participations|crowds|log_/;
  assert.deepEqual(
    statements.filter((sql) => telling.test(sql)),
    [],
  );
  const { slug } = await site.published({ text: 'Shown?' });
  await site.app.inject({ url: `/questions/${slug}/results`, headers: html });
  assert.notEqual(statements.filter((sql) => telling.test(sql)).length, 0, 'it sees what is read');
});
